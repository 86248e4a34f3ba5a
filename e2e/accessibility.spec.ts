import { join } from 'node:path';
import { ask, takePort } from './ask-server.ts';
import { lookWithAxe } from './axe.ts';
import { expect, givenModels, test } from './fixtures.ts';
import { writeScriptedModel } from './tiny-models/scripted-model.ts';
import { languages } from './words.ts';

// The pages are the same on both hosts.
test.describe('axe-core finds nothing serious', { tag: '@browser' }, () => {
  for (const language of languages) {
    test.describe(language, () => {
      test.use({
        given: givenModels({ quick: { script: 'It is **so**.', reasoning: 'Hm.' } }, { language, hasFinishedFirstStart: false }),
      });

      test('on any screen and in any dialog', async ({ alcove }) => {
        const { page } = alcove;
        const { found, look } = await lookWithAxe(page);
        const closed = () => expect(page.locator('[role=dialog]')).toHaveCount(0);

        await expect(page.locator('ol.card')).toBeVisible();
        await look('first start');
        await page
          .locator('main button.quiet, main button')
          .filter({ hasText: /^(Skip|跳过)/ })
          .click();
        await expect(page.locator('.composer textarea')).toBeVisible();
        await look('empty chat');

        await page.locator('.composer textarea').fill('Is it so?');
        await page.keyboard.press('Enter');
        await expect(page.locator('article.answer').last()).toHaveAttribute('aria-busy', 'false');
        await look('chat with an answer and the panel');

        for (const [where, keys] of [
          ['loader', 'Control+l'],
          ['palette', 'Control+k'],
        ] as const) {
          await page.keyboard.press(keys);
          await expect(page.locator('[role=dialog]')).toBeVisible();
          await look(where);
          await page.keyboard.press('Escape');
          await closed();
        }
        await page.locator('.rail-item[data-screen=settings]').click();
        await expect(page.locator('#about')).toBeVisible();
        await look('settings');
        await page.keyboard.press('?');
        await expect(page.locator('[role=dialog]')).toBeVisible();
        await look('shortcuts');
        await page.keyboard.press('Escape');
        await closed();

        await page.locator('.rail-item[data-screen=models]').click();
        await expect(page.getByRole('row').filter({ hasText: 'quick' })).toBeVisible();
        await look('models');
        await page.getByRole('row').filter({ hasText: 'quick' }).click();
        await look('details of a model');
        await page.getByRole('button', { name: /^(Add files|添加文件)$/ }).click();
        await expect(page.locator('[role=dialog]')).toBeVisible();
        await look('choosing files');
        const folder = join(alcove.home, 'elsewhere');
        writeScriptedModel(join(folder, 'other.gguf'), { script: 'Yes.' });
        await page.locator('[role=dialog] input').first().fill(folder);
        await page.keyboard.press('Enter');
        await page.locator('[role=dialog]').getByRole('button', { name: 'other.gguf' }).click();
        await page.locator('[role=dialog] .btn.primary').click();
        await expect(page.locator('[role=dialog]').getByRole('radio').first()).toBeVisible();
        await look('how to add a file');
        await page.keyboard.press('Escape');
        await closed();

        await page.locator('.rail-item[data-screen=server]').click();
        await expect(page.locator('.sv-head')).toBeVisible();
        await look('server');
        await page.locator('[aria-labelledby=sv-keys] button').first().click();
        await expect(page.locator('[role=dialog]')).toBeVisible();
        await look('new key');
        await page.keyboard.press('Escape');
        await closed();

        const { server: other, port } = await takePort();
        await page.locator('.sv-settings').click();
        const field = page.getByRole('textbox', { name: /^(Port|端口)$/ });
        await field.fill(String(port));
        await field.press('Enter');
        await expect(field).toHaveValue(String(port));
        await page.getByRole('textbox', { name: /^(Address of a page|网页地址)$/ }).fill('https://chat.example/path');
        await page.keyboard.press('Enter');
        await look('a web page that is none');
        await page.locator('.rail-item[data-screen=server]').click();
        await page.locator('.sv-head [role=switch]').click();
        await expect(page.getByRole('alert')).toBeVisible();
        await look('a port that is taken');
        await new Promise((resolve) => other.close(resolve));
        await page.getByRole('alert').locator('button').nth(1).click();
        await expect(page.locator('.addr')).toBeVisible();
        const address = `http://127.0.0.1:${port}`;
        expect((await ask(address, 'quick')).status).toBe(200);
        expect((await ask(address, 'quack')).status).toBe(404);
        await expect(page.locator('.why')).toBeVisible();
        await look('a server with requests');
        await page.locator('.sv-panel [role=switch]').first().click();
        await page.locator('[role=dialog] input').first().fill('Zed');
        await page.keyboard.press('Enter');
        await expect(page.locator('[role=dialog] input[readonly]')).toBeVisible();
        await look('a key to copy');
        await page.keyboard.press('Escape');
        await closed();
        await expect(page.locator('.note')).toBeVisible();
        await look('a server on the network');
        await page.locator('.keys button').click();
        await expect(page.locator('[role=menu]')).toBeVisible();
        await look('menu of a key');
        await page.keyboard.press('Escape');

        for (const pid of await alcove.runnerPids()) process.kill(pid, 'SIGKILL');
        await expect(page.locator('[role=dialog]')).toBeVisible();
        await look('crash');
        expect(found).toEqual([]);
      });
    });
  }
});
