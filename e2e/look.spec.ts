import { expect, givenModels, test } from './fixtures.ts';
import { composer } from './talk.ts';

test.use({ given: givenModels({}) });

test('language and theme change without a reload, and are kept', async ({ alcove }) => {
  const { page } = alcove;
  await composer(page).fill('A draft that a reload would lose');
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('radio', { name: 'Dark', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('radio', { name: '深色', exact: true })).toBeChecked();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  await page.getByRole('button', { name: '对话', exact: true }).click();
  await expect(page.locator('.composer textarea')).toHaveValue('A draft that a reload would lose');

  const again = await alcove.restartHost();
  await expect(again.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(again.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(again.getByRole('button', { name: '设置', exact: true })).toBeVisible();
});
