import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { ShortcutList } from '../../components/shortcuts/shortcut-list.tsx';
import { Section } from './section.tsx';
import { SettingsQuery } from './setting.tsx';

/** Every shortcut; a search shows those whose names match. */
export function Shortcuts() {
  const { t } = useTranslation();
  const query = use(SettingsQuery).trim().toLowerCase();
  const title = t('settings.shortcuts.title');
  const isWhole = title.toLowerCase().includes(query);
  return (
    <Section id="shortcuts" title={title}>
      <div className="card col gap-3 px-3.5 py-3">
        <ShortcutList matches={(label) => isWhole || label.toLowerCase().includes(query)} />
      </div>
    </Section>
  );
}
