import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CuratedModel } from '../../../shared/hub.ts';
import type { Language } from '../../i18n.ts';
import { host } from '../../rpc.ts';

/** Asked for once a language: what Alcove recommends lies in its own files and does not change. */
const known = new Map<Language, readonly CuratedModel[]>();

/** What Alcove recommends, in the page's language; undefined while it is on its way. */
export function useCurated(): readonly CuratedModel[] | undefined {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
  const [, setCount] = useState(0);
  useEffect(() => {
    if (known.has(language)) return;
    let isGone = false;
    void host()
      .then((client) => client.hub.curated({ language }))
      .then(
        (models) => known.set(language, models),
        // The start page is empty then, and searching works all the same.
        () => undefined,
      )
      .then(() => isGone || setCount((count) => count + 1));
    return () => {
      isGone = true;
    };
  }, [language]);
  return known.get(language);
}
