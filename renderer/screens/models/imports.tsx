import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Library } from '../../../shared/models.ts';
import { useSizePair } from '../../components/memory-bar.tsx';
import { attempt, describeError } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { toast } from '../../stores/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Progress } from '../../ui/progress.tsx';

type ModelImport = Library['imports'][number];

/** Files that are being added, and those that could not be. */
export function Imports() {
  const { t } = useTranslation();
  const all = useLibrary((state) => state.imports);
  const imports = all.filter(({ state }) => state === 'running' || state === 'failed');
  useArrivals(all);
  if (imports.length === 0) return null;
  return (
    <section aria-label={t('models.imports')} className="max-h-[40%] flex-none overflow-y-auto border-line border-b px-4 py-1">
      {imports.map((entry) => (
        <ImportRow key={entry.id} entry={entry} />
      ))}
    </section>
  );
}

/** Says once that a file has arrived: its row may be far down in the table. */
function useArrivals(imports: ModelImport[]): void {
  const { t } = useTranslation();
  const known = useRef(new Map<string, ModelImport['state']>(imports.map(({ id, state }) => [id, state])));
  useEffect(() => {
    for (const { id, name, state } of imports) {
      if (state === 'done' && known.current.get(id) !== 'done') toast({ icon: 'check', text: t('models.import.done', { name }) });
      known.current.set(id, state);
    }
  }, [imports, t]);
}

function ImportRow({ entry }: { entry: ModelImport }) {
  const { t } = useTranslation();
  const pair = useSizePair();
  const failure = entry.error && describeError(t, entry.error);
  const end = () => void attempt(host().then((client) => client.models.cancelImport({ id: entry.id })));
  const share = entry.totalBytes > 0 ? entry.doneBytes / entry.totalBytes : undefined;
  return (
    <div className="flex min-h-9 items-center gap-3 py-1.5">
      <span className="m cut w-[220px] flex-none" title={entry.name}>
        {entry.name}
      </span>
      {failure ? (
        <>
          <p className="t-12 c-danger grow" role="alert">
            {[failure.happened, failure.next].join(t('app.sentenceGap'))}
          </p>
          <IconButton label={t('models.close')} icon="x" size="sm" onClick={end} />
        </>
      ) : (
        <>
          <Progress className="grow" label={t('models.importing', { name: entry.name })} value={share} />
          <span className="num t-12 c2">{pair(entry.doneBytes, entry.totalBytes)}</span>
          <Button size="sm" onClick={end}>
            {t('models.cancel')}
          </Button>
        </>
      )}
    </div>
  );
}
