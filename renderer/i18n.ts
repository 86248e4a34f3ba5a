/** The language of the page: from the settings, else the system's; the texts of a language are fetched when it is first used. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'en' | 'zh-CN';

const texts = {
  en: () => import('./locales/en.json'),
  'zh-CN': () => import('./locales/zh-CN.json'),
};

/** The languages by their own names, which no language translates. */
export const languageNames: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };

/** The first language of the system that Alcove speaks; English where it speaks none. */
export function systemLanguage(preferred: readonly string[] = navigator.languages): Language {
  for (const language of preferred) {
    if (language.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (language.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

let wanted: Language;

/** Shows the page in this language, without a reload. Of calls that overlap the last one counts. */
export async function showLanguage(setting: 'system' | Language): Promise<void> {
  const language = setting === 'system' ? systemLanguage() : setting;
  wanted = language;
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await texts[language]()).default);
  }
  if (wanted !== language) return;
  if (i18next.language !== language) await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Once, before anything is rendered. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: systemLanguage(),
    fallbackLng: false,
    resources: {},
    // Chinese sentences follow each other without a space: that text is empty on purpose.
    returnEmptyString: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await showLanguage('system');
}
