/** What axe-core calls serious or critical in the page as it is now, in both themes. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { settle } from './settle.ts';

/** In one piece: there are no frames, for whose sake it would open a second page at every look. */
const axeFor = (page: Page) => new AxeBuilder({ page }).setLegacyMode();

/** The rules that look at colours: all that another theme can break. */
const colourRules = ['color-contrast', 'link-in-text-block'];

async function violations(page: Page, axe: AxeBuilder, where: string): Promise<string[]> {
  await settle(page);
  const { violations: found } = await axe.analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${where}: ${id} ${html}`));
}

/** The settings follow the system's theme; so does the page, without being loaded again. */
async function showTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

/** For axe what has been scrolled away inside a sheet is hidden: high enough for the longest page, it sees everything. */
const viewport = { width: 1280, height: 3600 };

/** `look` gathers what is wrong at each place, so that a journey names everything at its end. */
export async function lookWithAxe(page: Page): Promise<{ found: string[]; look: (where: string) => Promise<void> }> {
  await page.setViewportSize(viewport);
  const found: string[] = [];
  const look = async (where: string) => {
    await showTheme(page, 'light');
    found.push(...(await violations(page, axeFor(page), `${where}, light`)));
    await showTheme(page, 'dark');
    found.push(...(await violations(page, axeFor(page).withRules(colourRules), `${where}, dark`)));
  };
  return { found, look };
}
