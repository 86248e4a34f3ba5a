import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../shared/procedure.ts';
import { describeError } from '../../errors.ts';
import { Note } from '../../ui/note.tsx';
import { TechnicalDetails } from '../technical-details.tsx';

/** Why the last attempt ended: what happened, what to do, and the engine's own words behind Details. */
export function LoadFailure({ error }: { error: WireError }) {
  const { t } = useTranslation();
  const { happened, next } = describeError(t, error);
  return (
    <div className="mt-3.5">
      <Note tone="bad" title={happened}>
        {next}
        <TechnicalDetails error={error} className="mt-1.5" />
      </Note>
    </div>
  );
}
