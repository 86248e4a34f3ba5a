import { useTranslation } from 'react-i18next';
import { useUi } from '../../stores/ui.ts';
import { Icon } from '../../ui/icon.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { type SectionId, sections } from './sections.ts';

interface SettingsListProps {
  current: SectionId;
  query: string;
  onQuery: (query: string) => void;
  onChoose: (id: SectionId) => void;
}

/** The search field and the way to each section. */
export function SettingsList({ current, query, onQuery, onChoose }: SettingsListProps) {
  const { t } = useTranslation();
  const isOpen = useUi((state) => state.isListOpen);
  if (!isOpen) return null;
  return (
    <aside className="list short" aria-label={t('settings.title')}>
      <div className="list-head">
        <SearchInput isQuiet className="grow" label={t('settings.find')} value={query} onChange={onQuery} />
      </div>
      <nav className="list-body pt-2" aria-label={t('settings.sections')}>
        {sections.map(({ id, icon, label }) => (
          <button
            key={id}
            type="button"
            className="item w-full"
            aria-current={current === id ? 'true' : undefined}
            onClick={() => onChoose(id)}
          >
            <Icon name={icon} />
            <span className="cut">{label(t)}</span>
          </button>
        ))}
      </nav>
    </aside>
  );
}
