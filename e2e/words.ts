/** The page's texts by their keys, for journeys that go through it in more than one language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

interface Texts {
  [key: string]: string | Texts;
}

/** `discover.search` and so on, as the page says it; words put in with {{name}} by `values`. */
export function wordsIn(language: Language): (key: string, values?: Record<string, string>) => string {
  const texts = JSON.parse(readFileSync(join(import.meta.dirname, `../renderer/locales/${language}.json`), 'utf8')) as Texts;
  return (key, values = {}) => {
    const text = key.split('.').reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), texts);
    if (typeof text !== 'string') throw new Error(`No text has the key ${key}.`);
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  };
}
