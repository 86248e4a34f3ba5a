import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, givenModels, test } from './fixtures.ts';
import { answers, composer, countTo, expectCounting, questions, send, stopButton, untilDone, untilWriting, wordsOf } from './talk.ts';

test.describe('an answer that takes its time', () => {
  test.use({ given: givenModels({ slow: { script: countTo(400), extraMegabytes: 60 } }) });

  test('stops where it is, and another one is a version beside it', async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'Count.');
    await untilWriting(page);
    await stopButton(page).click();
    await untilDone(page);
    await expect(answers(page).last()).toContainText('Stopped here. What was written is kept.');
    const kept = await expectCounting(answers(page).last());
    expect(kept).toBeGreaterThan(2);

    await page.getByRole('button', { name: 'Answer again' }).click();
    await untilWriting(page);
    await page.keyboard.press('Escape');
    await untilDone(page);
    await expect(answers(page)).toHaveCount(1);
    await expect(answers(page).last()).toContainText('2 of 2');
    await page.getByRole('button', { name: 'Previous version' }).click();
    await expect(answers(page).last()).toContainText('1 of 2');
    expect(await expectCounting(answers(page).last())).toBe(kept);
  });

  test('goes on across a reload, with nothing lost and nothing twice', async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'Count.');
    await untilWriting(page);
    await page.reload();
    await untilWriting(page);
    await page.reload();
    await untilDone(page);
    await expectCounting(answers(page).last(), 400);
    await expect(questions(page)).toHaveCount(1);
    await page.reload();
    await expect(answers(page)).toHaveCount(1);
    await expectCounting(answers(page).last(), 400);
  });

  test('keeps its text when the model is killed, and goes on after loading again', async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'Count.');
    await untilWriting(page, 10);
    const runners = await alcove.runnerPids();
    expect(runners).toHaveLength(1);
    for (const pid of runners) process.kill(pid, 'SIGKILL');
    const dialog = page.getByRole('dialog', { name: 'slow stopped' });
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Load again' }).click();
    await expect(dialog).toBeHidden();
    const answer = answers(page).last();
    await expect(answer).toContainText('What was written is kept.');
    expect(await expectCounting(answer)).toBeGreaterThanOrEqual(10);

    await answer.getByRole('button', { name: 'Load again' }).click();
    await untilWriting(page);
    await untilDone(page);
    await expectCounting(answer, 400);
    await expect(answers(page)).toHaveCount(1);
  });

  test('is there, marked as interrupted, after the host was killed', async ({ alcove }) => {
    await send(alcove.page, 'Count.');
    await untilWriting(alcove.page, 60);
    // Under way for longer than the half second until the first save, however quick the machine is.
    await expect.poll(() => savedText(alcove.home)).not.toBe('');
    const seen = (await wordsOf(answers(alcove.page).last())).length;
    await alcove.killHost();
    const page = await alcove.restartHost();
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'Count', exact: true }).click();
    const answer = answers(page).last();
    await expect(answer).toContainText('Alcove ended here. What was written is kept.');
    // Saved every half second; on a busy machine that is some dozen words.
    expect(await expectCounting(answer)).toBeGreaterThan(seen / 4);
    await answer.getByRole('button', { name: 'Continue' }).click();
    await untilWriting(page);
    await untilDone(page);
    await expectCounting(answer, 400);
  });
});

test.describe('branches', () => {
  test.use({ given: givenModels({ quick: { script: 'It is so.' } }) });

  test('an edited question and another answer are versions to switch between, by buttons and keys', async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'First wording');
    await untilDone(page);
    await questions(page).first().hover();
    await questions(page).first().getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Second wording');
    await page.keyboard.press('Enter');
    await expect(questions(page).first()).toContainText('Second wording');
    await expect(questions(page).first()).toContainText('2 of 2');
    await untilDone(page);

    await questions(page).first().getByRole('button', { name: 'Previous version' }).click();
    await expect(questions(page).first()).toContainText('First wording');
    await expect(answers(page)).toHaveCount(1);
    await questions(page).first().getByRole('button', { name: 'Next version' }).click();
    await expect(questions(page).first()).toContainText('Second wording');

    await answers(page).last().getByRole('button', { name: 'Answer again' }).click();
    await expect(answers(page).last()).toContainText('2 of 2');
    await untilDone(page);
    await composer(page).focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(answers(page).last()).toContainText('1 of 2');
    await page.keyboard.press('Alt+ArrowRight');
    await expect(answers(page).last()).toContainText('2 of 2');
  });
});

/** What the data folder holds of the answer under way. */
function savedText(home: string): string {
  const database = new DatabaseSync(join(home, 'alcove.db'), { readOnly: true });
  try {
    const row = database.prepare("SELECT text FROM message WHERE role = 'assistant' ORDER BY id DESC LIMIT 1").get();
    return String(row?.text ?? '');
  } finally {
    database.close();
  }
}
