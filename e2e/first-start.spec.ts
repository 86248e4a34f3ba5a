import { expect, test } from './fixtures.ts';
import { answers, composer, send, untilDone } from './talk.ts';

test('from the first start to the first answer', async ({ alcove }) => {
  const { page } = alcove;
  await expect(page.getByRole('heading', { name: 'Welcome to Alcove' })).toBeVisible();
  await page.getByRole('button', { name: 'Start talking' }).click();
  await send(page, 'Say hello in five words.');
  await untilDone(page);
  await expect(answers(page).last()).toContainText(/\d+\stokens? · [\d.]+\stokens\/s · first word after/);
  await expect(answers(page).last()).not.toHaveText(/^\d+\stokens?/);

  await page.reload();
  await expect(composer(page)).toBeVisible();
  await expect(answers(page)).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Welcome to Alcove' })).toHaveCount(0);
});

test('from the first start to an answer by keyboard alone', async ({ alcove }) => {
  const { page } = alcove;
  const start = page.getByRole('button', { name: 'Start talking' });
  await expect(start).toBeVisible();
  const isStart = () => start.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 30 && !(await isStart()); presses += 1) await page.keyboard.press('Tab');
  await expect(start).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('Hello.');
  await page.keyboard.press('Enter');
  await expect(answers(page)).toHaveCount(1);
  await untilDone(page);
});
