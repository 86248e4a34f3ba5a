/** How a person talks to Alcove, for the journeys: by the names that are on the page. */
import { expect, type Locator, type Page } from '@playwright/test';

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });
export const sendButton = (page: Page): Locator => page.getByRole('button', { name: 'Send', exact: true });
export const stopButton = (page: Page): Locator => page.getByRole('button', { name: 'Stop', exact: true });
export const answers = (page: Page): Locator => page.locator('article.answer');
export const questions = (page: Page): Locator => page.getByRole('article', { name: 'You', exact: true });
export const thread = (page: Page): Locator => page.getByRole('log', { name: 'Conversation' });

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await sendButton(page).click();
  await expect(questions(page).last()).toContainText(text);
}

/** Until the last answer says something and is still being written. */
export async function untilWriting(page: Page, words = 3): Promise<void> {
  await expect(answers(page).last()).toHaveAttribute('aria-busy', 'true');
  await expect.poll(async () => (await wordsOf(answers(page).last())).length).toBeGreaterThanOrEqual(words);
}

export async function untilDone(page: Page): Promise<void> {
  await expect(answers(page).last()).toHaveAttribute('aria-busy', 'false', { timeout: 100_000 });
}

/** A script of numbered words, so that a test sees what is missing or said twice. */
export const countTo = (count: number): string => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');

/** The numbers of a counting answer. */
export async function wordsOf(answer: Locator): Promise<number[]> {
  const text = (await answer.locator('.prose').allTextContents()).join(' ');
  return Array.from(text.matchAll(/\bw(\d+)\b/g), ([, number]) => Number(number));
}

/** The answer counts from 0 without a gap, and to this number where one is given. */
export async function expectCounting(answer: Locator, count?: number): Promise<number> {
  const words = await wordsOf(answer);
  expect(words).toEqual(Array.from({ length: count ?? words.length }, (_, index) => index));
  return words.length;
}
