import { useTranslation } from 'react-i18next';
import type { Settings } from '../../shared/settings.ts';
import { languageNames } from '../i18n.ts';
import { updateSettings } from '../stores/settings.ts';

/** The choices of language: the system's, and each by its own name. */
export function useLanguageOptions(): { value: Settings['language']; label: string }[] {
  const { t } = useTranslation();
  return [
    { value: 'system', label: t('settings.general.languageSystem') },
    { value: 'en', label: languageNames.en },
    { value: 'zh-CN', label: languageNames['zh-CN'] },
  ];
}

/** The choices of theme. */
export function useThemeOptions(): { value: Settings['theme']; label: string }[] {
  const { t } = useTranslation();
  return [
    { value: 'system', label: t('settings.appearance.system') },
    { value: 'light', label: t('settings.appearance.light') },
    { value: 'dark', label: t('settings.appearance.dark') },
  ];
}

export const chooseLanguage = (language: Settings['language']): void => void updateSettings({ language });
export const chooseTheme = (theme: Settings['theme']): void => void updateSettings({ theme });
