import { expect, givenModels, test } from './fixtures.ts';
import { answers, composer, untilDone } from './talk.ts';

test.use({ given: givenModels({ first: { script: 'I am the first.' }, second: { script: 'I am the second.' } }) });

test('another model is loaded by keyboard alone, and answers', async ({ alcove }) => {
  const { page } = alcove;
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('combobox', { name: 'Find a model' })).toBeFocused();
  await page.keyboard.type('second');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('Who are you?');
  await page.keyboard.press('Enter');
  await expect(answers(page)).toHaveCount(1);
  await untilDone(page);
  await expect(answers(page)).toContainText('I am the second.');
});
