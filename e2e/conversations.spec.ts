import { expect, givenModels, test } from './fixtures.ts';
import { answers, composer, countTo, expectCounting, questions, send, untilDone, untilWriting } from './talk.ts';

test.describe('with a slow model', () => {
  test.use({ given: givenModels({ slow: { script: countTo(150), extraMegabytes: 60 } }) });

  test('sending loads the model used last, and one can write meanwhile', async ({ alcove }) => {
    const { page } = alcove;
    // The short-lived runner that tells of the hardware may still be there.
    await expect.poll(() => alcove.runnerPids()).toEqual([]);
    await send(page, 'Count.');
    await composer(page).fill('Written meanwhile');
    await untilDone(page);
    await expectCounting(answers(page).last(), 150);
    await expect(composer(page)).toHaveValue('Written meanwhile');
    expect(await alcove.runnerPids()).toHaveLength(1);
  });

  test('two conversations are answered, each with its own words', { tag: '@browser' }, async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'The first one');
    await untilWriting(page);
    await page.getByRole('button', { name: 'New conversation', exact: true }).click();
    await send(page, 'The second one');
    await untilDone(page);
    await expectCounting(answers(page).last(), 150);
    await page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('button', { name: /The first one/ })
      .click();
    await expect(questions(page).last()).toContainText('The first one');
    await untilDone(page);
    await expectCounting(answers(page).last(), 150);
  });
});

test.describe('the list', { tag: '@browser' }, () => {
  test.use({ given: givenModels({ chinese: { script: '水面上停着一只白鹭，等待小鱼。' } }) });

  test('a deleted conversation comes back by undo', async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'Keep me');
    await untilDone(page);
    const row = page.getByRole('navigation', { name: 'Conversations' }).getByRole('button');
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Delete/ }).click();
    await expect(row).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row).toBeVisible();
    await expect(questions(page)).toHaveCount(1);
  });

  test('finds words inside answers, Chinese ones too', async ({ alcove }) => {
    const { page } = alcove;
    await send(page, 'About a bird');
    await untilDone(page);
    await page.getByRole('button', { name: 'New conversation', exact: true }).click();
    await page
      .getByRole('textbox', { name: 'Search', exact: true })
      .or(page.getByRole('searchbox', { name: 'Search', exact: true }))
      .fill('白鹭');
    const hit = page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: /一只白鹭/ });
    await hit.click();
    await expect(questions(page)).toContainText('About a bird');
  });
});
