import type { Locator, Page } from '@playwright/test';
import { expect, givenModels, test } from './fixtures.ts';
import { answers, countTo, send, untilDone, untilWriting } from './talk.ts';

test.use({
  given: {
    ...givenModels({ slow: { script: countTo(600).replaceAll(/(w\d+9) /g, '$1\n\n'), extraMegabytes: 60 } }),
    longConversation: 10_000,
  },
});

const view = (page: Page): Locator => page.locator('main > .body');
const fromEnd = (page: Page) =>
  view(page).evaluate(({ scrollHeight, scrollTop, clientHeight }) => Math.round(scrollHeight - scrollTop - clientHeight));

test('a conversation of 10,000 messages opens at its end, and is read upwards without a jump', { tag: '@browser' }, async ({ alcove }) => {
  const { page } = alcove;
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'The long one' }).click();
  await expect(page.getByText('Answer 9999', { exact: true })).toBeInViewport();
  await expect.poll(() => fromEnd(page)).toBeLessThan(2);

  await view(page).hover();
  for (let turns = 0; turns < 10; turns += 1) {
    const before = await shownNumber(page);
    await page.mouse.wheel(0, -1500);
    // Further up, page after page, by steps of about a screen and never by a jump.
    await expect.poll(() => shownNumber(page)).toBeLessThan(before);
    expect(before - (await shownNumber(page))).toBeLessThan(60);
  }
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(page.getByText('Answer 9999', { exact: true })).toBeInViewport();
});

test('the view goes with an answer until its reader scrolls up', { tag: '@browser' }, async ({ alcove }) => {
  const { page } = alcove;
  await send(page, 'Count.');
  await untilWriting(page, 150);
  await expect.poll(() => fromEnd(page)).toBeLessThan(2);
  await view(page).hover();
  await page.mouse.wheel(0, -300);
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
  const away = await view(page).evaluate(({ scrollTop }) => scrollTop);
  const words = ((await answers(page).last().textContent()) ?? '').length;
  await expect.poll(async () => ((await answers(page).last().textContent()) ?? '').length).toBeGreaterThan(words + 100);
  expect(Math.abs((await view(page).evaluate(({ scrollTop }) => scrollTop)) - away)).toBeLessThan(4);
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect.poll(() => fromEnd(page)).toBeLessThan(2);
  await untilDone(page);
});

/** The number of the first message that is drawn; infinite while what is shown has not been read yet. */
async function shownNumber(page: Page): Promise<number> {
  const [first = ''] = await page.locator('main article').allTextContents();
  return Number(/(?:Question|Answer) (\d+)/.exec(first)?.[1] ?? Number.POSITIVE_INFINITY);
}
