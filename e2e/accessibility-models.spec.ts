/** Getting models, as axe-core sees it: Discover, the downloads, what became of them, and the settings for all that. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookWithAxe } from './axe.ts';
import { expect, givenModels, test } from './fixtures.ts';
import { standardIds } from './hub-stand-in/standard-repositories.ts';
import { journey } from './journey.ts';
import { languages } from './words.ts';

/** Another last byte in the file whose name holds this. */
function damage(folder: string, name: string): void {
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => path.includes(name) && path.endsWith('.gguf'));
  if (!file) throw new Error(`There is no ${name} in ${folder}.`);
  const path = join(folder, file);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
  writeFileSync(path, bytes);
}

test.describe('axe-core finds nothing serious', { tag: '@browser' }, () => {
  for (const language of languages) {
    test.describe(language, () => {
      test.use({ given: { ...givenModels({}, { language, hasFinishedFirstStart: false }), hub: true } });

      test('where models are found', async ({ alcove, hub }) => {
        const { page } = alcove;
        const { found, look } = await lookWithAxe(page);
        const { word, field, list, go, button, openModel } = journey(page, language);
        await expect(page.getByRole('radio').first()).toBeVisible();
        await look('first start');
        await button('firstStart.onlyStarter').click();
        await go('discover');
        await expect(page.getByText(word('discover.forThisComputer'))).toBeVisible();
        await look('start page');

        await field.fill('qwen');
        await expect(list.getByRole('option').first()).toBeVisible();
        await button('discover.filters.size').click();
        await expect(page.getByRole('menu')).toBeVisible();
        await look('results and the menu of a filter');
        await page.getByRole('menuitemcheckbox').first().click();
        await button('discover.filters.more').click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await look('more filters, one in force');
        await page.keyboard.press('Escape');
        await field.fill('llamma');
        await expect(button('discover.clearFilters')).toBeVisible();
        await look('nothing found');
        await button('discover.clearFilters').click();

        await openModel(standardIds.talker);
        await expect(page.getByText(word('discover.recommended'), { exact: true })).toBeVisible();
        await button('discover.card.showWhole').click();
        await look('a model with its card');
        await page.locator('.fit').last().hover();
        await expect(page.getByText(word('loader.together'))).toBeVisible();
        await look('what its memory adds up to');
        await openModel(standardIds.safetensors);
        await look('original files only');
        await openModel(standardIds.gated);
        await expect(page.getByText(word('discover.access.title', { publisher: 'meta-llama' }))).toBeVisible();
        await look('a model behind a licence');

        hub.setFaults({ hub429: true, retryAfter: 60 });
        await field.fill('another search');
        await expect(page.getByRole('timer')).toBeVisible();
        await look('asked too often');
        expect(found).toEqual([]);
      });

      test.describe('with two copies of a model', () => {
        const twin = { script: 'Yes.', name: 'Twin' };
        test.use({ given: { ...givenModels({ twin, 'twin-again': twin }, { language }), hub: true } });

        test('how they are downloaded, and what is here afterwards', async ({ alcove, hub }) => {
          const { page } = alcove;
          const { found, look } = await lookWithAxe(page);
          const { word, drawer, go, toggleDownloads, button, openModel, named, download } = journey(page, language);
          await toggleDownloads();
          await expect(drawer.getByText(word('downloads.none'))).toBeVisible();
          await look('no downloads');
          await toggleDownloads();

          await go('discover');
          await openModel(standardIds.talker);
          await download('IQ2_XS', 'discover.chat');
          hub.setFaults([
            { path: 'Q3_K_M', lie: 'everywhere' },
            { path: 'BF16', offline: true },
          ]);
          await download('Q3_K_M', 'discover.download.needsYou');
          await download('BF16', 'discover.download.waiting');
          hub.setFaults([{ rate: 100_000 }, { path: 'BF16', offline: true }]);
          for (const version of ['Q6_K', 'Q8_0']) await download(version);
          await openModel(standardIds.gated);
          await download('Q4_K_M', 'discover.download.needsYou');
          await look('versions on their way');
          await toggleDownloads();
          await drawer.getByRole('button', { name: named('pause', 'Qwen3 0.6B Q6_K') }).click();
          await expect(drawer.getByRole('button', { name: named('resume', 'Qwen3 0.6B Q6_K') })).toBeVisible();
          await expect(drawer.getByText(/\d\s[kM]B\/s/).first()).toBeVisible();
          await look('downloads that run, wait, are paused, need somebody and are finished');
          await drawer.getByRole('button', { name: word('downloads.noLimit') }).click();
          await expect(page.getByRole('radiogroup', { name: word('downloads.speedLimit') })).toBeVisible();
          await look('a limit for their speed');
          await page.keyboard.press('Escape');
          await drawer.getByRole('button', { name: named('cancel', 'Qwen3 0.6B Q8_0') }).click();
          await expect(button('models.undo')).toBeVisible();
          await look('one cancelled');
          await toggleDownloads();

          await go('models');
          await page.getByRole('row').filter({ hasText: 'Twin' }).click();
          await expect(page.getByText(word('models.copies.keep'), { exact: true })).toBeVisible();
          await look('copies of a model');
          damage(join(alcove.home, 'models'), 'IQ2_XS');
          await page.getByRole('row').filter({ hasText: 'IQ2_XS' }).click();
          await button('models.check.action').click();
          await expect(button('models.repair.action').first()).toBeVisible();
          await look('a model that differs from its source');
          expect(found).toEqual([]);
        });
      });

      test.describe('without a network at first', () => {
        test.use({ given: givenModels({}, { language, endpoint: 'own', ownEndpoint: 'http://127.0.0.1:9' }) });

        test('what is said of it, and the settings that help', async ({ alcove, hub }) => {
          const { page } = alcove;
          const { found, look } = await lookWithAxe(page);
          const { word, field, list, go, button, openModel } = journey(page, language);
          await go('discover');
          await field.fill('qwen');
          await expect(button('discover.tryAgain')).toBeVisible();
          await look('nothing can be searched');
          await go('settings');
          await button('settings.network.check').click();
          await expect(button('connection.again')).toBeVisible();
          const address = page.getByLabel(word('settings.network.address'), { exact: true });
          await address.fill('no address');
          await address.press('Enter');
          await expect(page.getByText(word('settings.network.wrongAddress'))).toBeVisible();
          await look('settings with a wrong address and a failed check');

          await address.fill(hub.endpoint);
          await address.press('Enter');
          // Else the token would be asked about at Hugging Face itself.
          const mayHaveToken = page.getByRole('checkbox', {
            name: word('settings.network.tokenToo', { host: new URL(hub.endpoint).host }),
          });
          await mayHaveToken.click();
          await expect(mayHaveToken).toBeChecked();
          await button('connection.again').click();
          await expect(page.getByText(/[kMG]B\/s/).first()).toBeVisible();
          const token = page.locator('input[type=password]');
          await token.fill('hf_wrong');
          await token.press('Enter');
          await expect(page.getByRole('alert')).toBeVisible();
          await look('settings with a refused token and a good check');

          await go('discover');
          await field.fill('qwen');
          await expect(list.getByRole('option').first()).toBeVisible();
          await openModel(standardIds.talker);
          await expect(list).toHaveAttribute('aria-busy', 'false');
          hub.setFaults({ offline: true });
          const again = await alcove.restartHost();
          const later = { ...journey(again, language), ...(await lookWithAxe(again)) };
          await later.go('discover');
          await later.openModel(standardIds.talker);
          for (const key of ['discover.keptFrom', 'discover.pageKeptFrom']) {
            await expect(again.getByText(new RegExp(word(key, { date: '.+' })))).toBeVisible();
          }
          await later.look('results and a model from before');
          expect([...found, ...later.found]).toEqual([]);
        });
      });
    });
  }
});
