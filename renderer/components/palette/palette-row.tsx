import { useTranslation } from 'react-i18next';
import { dayGroup, formatDate } from '../../../shared/format.ts';
import { useEngine } from '../../stores/engine.ts';
import { Icon } from '../../ui/icon.tsx';
import { Fit } from '../fit.tsx';
import { Keys } from '../shortcuts/shortcut-list.tsx';
import { markMatches } from './find-entries.ts';
import type { PaletteEntry } from './palette-entries.ts';

interface PaletteRowProps {
  id: string;
  entry: PaletteEntry;
  query: string;
  isActive: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function ModelFit({ modelId }: { modelId: string }) {
  const estimate = useEngine((state) => state.estimates[modelId]);
  return estimate ? <Fit estimate={estimate} compact /> : null;
}

/** Today, Yesterday, or the date. */
function Day({ at }: { at: number }) {
  const { t, i18n } = useTranslation();
  const now = Date.now();
  const day = dayGroup(i18n.language, at, now);
  const words = { today: t('palette.today'), yesterday: t('palette.yesterday') };
  const text = day.type === 'today' || day.type === 'yesterday' ? words[day.type] : formatDate(i18n.language, at, now);
  return <span className="t-12 c3 num">{text}</span>;
}

/** One line of the palette. The focus stays in the text above, so that the row itself takes none. */
export function PaletteRow({ id, entry, query, isActive, onPoint, onChoose }: PaletteRowProps) {
  // The pieces of one label never move, so their place names them.
  const pieces = markMatches(entry.label, query).map((piece, place) => ({ ...piece, place }));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox that owns this list.
    // biome-ignore lint/a11y/useFocusableInteractive: an option of a combobox is active, never focused.
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className={`palette-row ${isActive ? 'on' : ''}`}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      {'icon' in entry.mark ? <Icon name={entry.mark.icon} /> : <span className="ava sm">{entry.mark.letter}</span>}
      <span className="cut grow">{pieces.map(({ text, isMatch, place }) => (isMatch ? <b key={place}>{text}</b> : text))}</span>
      {entry.aside && <span className="t-12 c3 num">{entry.aside}</span>}
      {entry.modelId && <ModelFit modelId={entry.modelId} />}
      {entry.at !== undefined && <Day at={entry.at} />}
      {entry.shortcut && <Keys shortcut={entry.shortcut} />}
    </div>
  );
}
