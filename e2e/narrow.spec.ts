/** In a window as narrow as it may be, nothing is cut off and nothing scrolls sideways. */
import type { Page } from '@playwright/test';
import { ask, freePort } from './ask-server.ts';
import { cutOff } from './cut-off.ts';
import { expect, givenModels, test } from './fixtures.ts';
import { standardIds } from './hub-stand-in/standard-repositories.ts';
import { journey } from './journey.ts';
import { settle } from './settle.ts';
import { languages } from './words.ts';

/** 900: a tablet, or half a screen; 640: the least that the window allows. */
const widths = [900, 640];

async function measure(page: Page, where: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await settle(page);
    found.push(...(await cutOff(page)).map((line) => `${where} at ${width}: ${line}`));
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  return found;
}

/** Whatever follows from a change of the window has happened by then: browsers tell of it before they draw. */
async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

for (const language of languages) {
  test.describe(language, () => {
    const quick = { script: 'It is **so**.' };
    test.use({
      given: { ...givenModels({ quick, twin: { ...quick, name: 'quick' } }, { language, hasFinishedFirstStart: false }), hub: true },
    });

    test('nothing is cut off in a narrow window', { tag: '@browser' }, async ({ alcove, hub }) => {
      const { page } = alcove;
      const { word, field, list, drawer, go, toggleDownloads, button, openModel, download } = journey(page, language);
      const found: string[] = [];
      const look = async (where: string) => void found.push(...(await measure(page, where)));
      await expect(page.getByRole('radio').first()).toBeVisible();
      await look('first start');
      await button('firstStart.onlyStarter').click();
      await expect(page.locator('.composer textarea')).toBeVisible();
      await look('chat');

      await go('discover');
      await expect(page.getByText(word('discover.forThisComputer'))).toBeVisible();
      await look('start page');
      await field.fill('instruct');
      await expect(list.getByRole('option').first()).toBeVisible();
      await look('results');
      await openModel(standardIds.gated);
      await expect(page.getByText(word('discover.access.title', { publisher: 'meta-llama' }))).toBeVisible();
      await look('a model behind a licence');
      await openModel(standardIds.talker);
      await expect(page.getByText(word('discover.recommended'), { exact: true })).toBeVisible();
      await look('a model with many versions');

      hub.setFaults({ rate: 100_000 });
      for (const version of ['Q8_0', 'Q6_K', 'IQ2_XS']) await download(version);
      await toggleDownloads();
      await expect(drawer.getByRole('listitem').first()).toBeVisible();
      await look('downloads');
      await toggleDownloads();

      await go('models');
      await page.getByRole('row').filter({ hasText: 'quick' }).first().click();
      await expect(page.getByText(word('models.copies.keep'), { exact: true })).toBeVisible();
      await look('my models');
      await go('settings');
      await expect(page.locator('#about')).toBeVisible();
      await look('settings');

      const port = await freePort();
      const portField = page.getByRole('textbox', { name: word('settings.server.port') });
      await portField.fill(String(port));
      await portField.press('Enter');
      await expect(portField).toHaveValue(String(port));
      await go('server');
      await look('the server, off');
      await page.getByRole('switch', { name: word('server.title') }).click();
      await expect(page.getByRole('heading', { name: word('server.onTitle') })).toBeVisible();
      const address = `http://127.0.0.1:${port}`;
      expect((await ask(address, 'quick')).status).toBe(200);
      expect((await ask(address, 'a-model-with-a-name-that-is-far-too-long-for-any-list')).status).toBe(404);
      await expect(page.locator('.why')).toBeVisible();
      await look('the server with requests');
      await page.keyboard.press('Control+.');
      await page.getByRole('switch', { name: word('server.network.label') }).click();
      await page.getByRole('dialog').getByLabel(word('server.keys.name')).fill('The program on my other computer, upstairs');
      await page.getByRole('dialog').getByLabel(word('server.keys.limit')).fill('60');
      await look('the first key');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog').getByLabel(word('server.keys.key'), { exact: true })).toHaveValue(/^ak-/);
      await look('a key to copy');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(page.locator('.note')).toBeVisible();
      await look('the server on the network');
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        // Another width opens and closes the panel by itself, a moment later.
        await nextFrames(page);
        if ((await page.locator('.sv-panel').count()) === 0) await page.keyboard.press('Control+.');
        await expect(page.locator('.sv-panel .tag')).toBeVisible();
        await settle(page);
        found.push(...(await cutOff(page)).map((line) => `the server's panel at ${width}: ${line}`));
        await page.keyboard.press('Control+.');
      }
      expect(found).toEqual([]);
    });
  });
}
