/** What journeys to a model do again and again, in either language. */
import { expect, type Page } from '@playwright/test';
import { type Language, wordsIn } from './words.ts';

/** The places that are gone to, and what is done again and again on the way. */
export function journey(page: Page, language: Language) {
  const word = wordsIn(language);
  const field = page.getByLabel(word('discover.search'));
  return {
    word,
    field,
    list: page.getByRole('listbox', { name: word('discover.results') }),
    drawer: page.getByRole('region', { name: word('downloads.title') }),
    go: (screen: 'discover' | 'models' | 'server' | 'settings') => page.locator(`.rail-item[data-screen=${screen}]`).click(),
    toggleDownloads: () => page.locator('.rail-item[data-opens=downloads]').click(),
    button: (key: string) => page.getByRole('button', { name: word(key), exact: true }),
    async openModel(repository: string) {
      await field.fill(repository);
      await field.press('Enter');
      await expect(page.locator('.discover-page[aria-busy=false]').getByText(repository, { exact: true })).toBeVisible();
    },
    /** The name of a button of a download. */
    named: (action: 'pause' | 'resume' | 'cancel', name: string) => word('downloads.of', { action: word(`downloads.${action}`), name }),
    /** Starts the download of a version of the open model, and waits until it says this. */
    async download(version: string, until?: string) {
      const button = page
        .getByRole('row')
        .filter({ has: page.getByText(version, { exact: true }) })
        .getByRole('button');
      await button.click();
      await expect(button).not.toHaveText(word('discover.download.button'));
      if (until) await expect(button).toHaveText(word(until));
    },
  };
}
