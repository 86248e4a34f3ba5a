import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { chooseLanguage, chooseTheme, useLanguageOptions, useThemeOptions } from '../../components/look-options.ts';
import { type Language, languageNames } from '../../i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';

/** Language and theme at the top right, before anything else has to be understood. */
export function LookMenus({ settings }: { settings: Settings }) {
  const { t, i18n } = useTranslation();
  const languages = useLanguageOptions();
  const themes = useThemeOptions().map((option) =>
    option.value === 'system' ? { ...option, label: t('firstStart.themeSystem') } : option,
  );
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button variant="quiet" size="sm" icon="globe">
            <span className="sr">{t('settings.general.language')}</span>
            {languageNames[i18n.language as Language]}
            <Icon name="down" size={14} />
          </Button>
        }
        items={languages.map(({ value, label }) => ({
          label,
          isChecked: settings.language === value,
          onSelect: () => chooseLanguage(value),
        }))}
      />
      <Menu
        align="end"
        trigger={
          <Button variant="quiet" size="sm" icon="sun">
            <span className="sr">{t('settings.appearance.theme')}</span>
            {themes.find(({ value }) => value === settings.theme)?.label}
            <Icon name="down" size={14} />
          </Button>
        }
        items={themes.map(({ value, label }) => ({ label, isChecked: settings.theme === value, onSelect: () => chooseTheme(value) }))}
      />
    </>
  );
}
