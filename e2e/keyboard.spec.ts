/** A model is found, fetched and held up without a mouse; at every step the focus is where a person would look for it. */
import { expect, type Locator, type Page } from '@playwright/test';
import { givenModels, test } from './fixtures.ts';
import { composer } from './talk.ts';

test.use({ given: { ...givenModels({}), hub: true } });

/** Goes on with Tab until this has the focus; every stop on the way is in sight and marked. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let stops = 0; stops < 60; stops += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus-visible');
    await expect(focused, 'what Tab led to').toBeInViewport();
  }
  await expect(wanted).toBeFocused();
}

test('from the search to a download that pauses and goes on, by keys alone', async ({ alcove, hub }) => {
  const { page, kind } = alcove;
  await expect(composer(page)).toBeVisible();
  await page.keyboard.press(kind === 'browser' ? 'Alt+2' : 'Control+2');
  const field = page.getByLabel('Search models');
  await expect(field).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(field).toBeFocused();
  await page.keyboard.type('qwen3 0.6b');
  const list = page.getByRole('listbox', { name: 'Models found' });
  const option = list.getByRole('option', { name: /^Qwen3 0\.6B.*bartowski/ });
  await expect(option).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(list).toBeFocused();
  const isMeant = async () => (await list.getAttribute('aria-activedescendant')) === (await option.getAttribute('id'));
  for (let rows = 0; rows < 20 && !(await isMeant()); rows += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Qwen3 0.6B', exact: true })).toBeVisible();
  await expect(list).toBeFocused();

  const recommended = page.getByRole('row', { name: /Recommended/ }).getByRole('button');
  await tabTo(page, recommended);
  hub.setFaults({ rate: 100_000 });
  await page.keyboard.press('Enter');
  await expect(recommended).toHaveAccessibleName(/%. Show downloads$/);
  await expect(recommended).toBeFocused();

  await page.keyboard.press('Control+j');
  const drawer = page.getByRole('region', { name: 'Downloads' });
  await expect(drawer).toBeFocused();
  await tabTo(page, drawer.getByRole('button', { name: /^Pause: / }));
  await page.keyboard.press('Enter');
  await expect(drawer.getByRole('button', { name: /^Go on: / })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(drawer.getByRole('button', { name: /^Pause: / })).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(recommended).toBeFocused();
});
