import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Alcove, expect, givenModels, test } from './fixtures.ts';
import { answers, send, untilDone } from './talk.ts';
import { writeBrokenModel } from './tiny-models/broken-model.ts';
import { writeScriptedModel } from './tiny-models/scripted-model.ts';

test.use({ given: givenModels({}) });

function writeFiles(home: string): { good: string; broken: string; text: string } {
  const good = join(home, 'elsewhere/talker.gguf');
  const broken = writeBrokenModel(join(home, 'elsewhere/half.gguf'), 'truncated-data');
  writeScriptedModel(good, { script: 'Imported and talking.', name: 'Talker' });
  return { good, broken, text: writeBrokenModel(join(home, 'elsewhere/letter.gguf'), 'text') };
}

/** By the system's dialog on the desktop, by the host's folders in the browser. */
async function chooseFiles(
  { page, electron, kind }: Pick<Alcove, 'page' | 'kind'> & { electron: () => Alcove['electron'] },
  paths: string[],
) {
  if (kind === 'desktop') {
    await electron().evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths });
    }, paths);
    await page.getByRole('button', { name: 'Add files' }).click();
    return;
  }
  await page.getByRole('button', { name: 'Add files' }).click();
  const picker = page.getByRole('dialog', { name: 'Choose model files' });
  await picker.getByRole('textbox', { name: 'Path' }).fill(join(paths[0] as string, '..'));
  await page.keyboard.press('Enter');
  for (const path of paths) await picker.getByRole('button', { name: basename(path) }).click();
  await picker.getByRole('button', { name: `Choose ${paths.length} file` }).click();
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('a good and a broken file come into the library, and the good one answers', async ({ alcove }) => {
  const { page, kind, home } = alcove;
  const { good, broken, text } = writeFiles(home);
  await page.getByRole('button', { name: 'Models', exact: true }).click();
  await chooseFiles({ page, kind, electron: () => alcove.electron }, [good, broken]);
  const dialog = page.getByRole('dialog', { name: 'Add 2 files' });
  await dialog.getByRole('radio', { name: /Copy it/ }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(row(page, 'Talker')).toBeVisible();
  await expect(page.getByText('Ends early', { exact: false }).first()).toBeVisible();

  await chooseFiles({ page, kind, electron: () => alcove.electron }, [text]);
  await page.getByRole('dialog', { name: 'Add letter.gguf' }).getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(/not a GGUF model/).first()).toBeVisible();

  await row(page, 'Talker').click();
  await page.getByRole('button', { name: 'Chat', exact: true }).last().click();
  await send(page, 'Hello?');
  await untilDone(page);
  await expect(answers(page).last()).toContainText('Imported and talking.');
});

test('dropped files are sent to the host', { tag: '@browser' }, async ({ alcove }) => {
  const { page, home } = alcove;
  const files = writeFiles(home);
  await page.getByRole('button', { name: 'Models', exact: true }).click();
  await expect(row(page, 'Alcove Starter')).toBeVisible();
  const dropped = [files.good, files.text].map((path) => ({ name: basename(path), base64: readFileSync(path).toString('base64') }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, base64 } of all) data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name));
    return data;
  }, dropped);
  alcove.allowConsoleErrors();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await expect(row(page, 'Talker')).toBeVisible();
  await expect(page.getByText(/not a GGUF model/).first()).toBeVisible();
  expect(readFileSync(join(home, 'models/talker.gguf')).equals(readFileSync(files.good))).toBe(true);
});
