/** The local server as a person meets it: the switch, a key, a program that asks, a port that is taken, the local network. */
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Page } from '@playwright/test';
import { ask, freePort, takePort } from './ask-server.ts';
import { type Alcove, expect, givenModels, test } from './fixtures.ts';

test.use({
  given: givenModels({ talker: { script: 'So it is.' }, endless: { script: 'On and on it goes, ', endless: true, extraMegabytes: 50 } }),
});

/** Chooses a port in the settings, so that tests beside each other do not meet, and shows the server. */
async function openServer({ page }: Alcove, port: number): Promise<void> {
  await page.getByRole('button', { name: 'Server', exact: true }).click();
  await page.locator('.sv-head').getByRole('button', { name: 'Settings' }).click();
  const field = page.getByRole('textbox', { name: 'Port' });
  await field.fill(String(port));
  await field.press('Enter');
  await expect(field).toHaveValue(String(port));
  await page.getByRole('button', { name: 'Server', exact: true }).click();
}

const mainSwitch = (page: Page) => page.getByRole('switch', { name: 'Local server' });
const row = (page: Page, text: string | RegExp) => page.locator('tbody tr', { hasText: text }).first();

async function makeKey(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const field = dialog.getByLabel('Key', { exact: true });
  await expect(field).toHaveValue(/^ak-/);
  const key = await field.inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toHaveCount(0);
  return key;
}

test('switched on, a program with a key asks, and the page shows who asked what, and why it was refused', async ({ alcove }) => {
  const { page } = alcove;
  const port = await freePort();
  await openServer(alcove, port);
  await expect(page.getByRole('heading', { name: 'The server is off' })).toBeVisible();
  await mainSwitch(page).click();
  await expect(page.getByRole('heading', { name: 'The server is on' })).toBeVisible();
  const address = `http://127.0.0.1:${port}`;
  await expect(page.locator('.addr')).toContainText(address);
  await expect(page.locator('pre')).toContainText(`${address}/v1`);
  await expect(page.locator('pre')).toContainText('"talker"');
  await expect(page.getByText('Waiting for the first request')).toBeVisible();
  await expect(page.locator('.rail .dot')).toBeVisible();

  await page.getByRole('button', { name: 'New key' }).click();
  const key = await makeKey(page, 'Zed');
  await expect(page.locator('pre')).toContainText(key);

  const answer = await ask(address, 'talker', key);
  expect(answer.status).toBe(200);
  expect(JSON.stringify(await answer.json())).toContain('So it is.');
  await expect(row(page, 'talker')).toContainText('Zed');
  await expect(row(page, 'talker')).toContainText('200');
  await expect(page.locator('.lm')).toContainText(/unloads in 60 min/);

  expect((await ask(address, 'tolker')).status).toBe(404);
  await expect(page.getByText('There is no tolker here. Nearest: talker')).toBeVisible();
  await expect(page.getByText(/^2 today · [\d,]+ tokens · 1 error$/)).toBeVisible();

  await page.getByRole('button', { name: /^Unload/ }).click();
  await expect(page.locator('.lm')).toHaveCount(0);

  await page.getByRole('button', { name: 'Key Zed' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(page.locator('.keys')).not.toContainText('Zed');
  expect((await ask(address, 'talker', key)).status).toBe(200);
  await page.getByRole('switch', { name: 'Programs here need a key' }).click();
  await makeKey(page, 'Second');
  await expect.poll(async () => (await ask(address, 'talker', key)).status).toBe(401);

  await mainSwitch(page).click();
  await expect(page.getByRole('heading', { name: 'The server is off' })).toBeVisible();
  await expect(fetch(address)).rejects.toThrow();
});

test('everything is done by keyboard alone, and a key that is shown once outlives a narrower window', async ({ alcove }) => {
  const { page, kind } = alcove;
  await openServer(alcove, await freePort());
  await page.getByRole('button', { name: 'Chat', exact: true }).click();
  const focused = page.locator(':focus');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Tab until something has this name. */
  const tabTo = async (role: 'button' | 'switch' | 'tab', name: string | RegExp) => {
    const wanted = page.getByRole(role, { name }).and(focused);
    for (let steps = 0; steps < 60 && (await wanted.count()) === 0; steps += 1) await press('Tab');
    await expect(wanted).toHaveCount(1);
  };
  /** The last row of the menu behind the button in focus. A menu moves its focus a moment after a key. */
  const chooseLast = async (name: string) => {
    await press('Enter');
    await expect(page.getByRole('menu').locator(':focus')).toHaveCount(1);
    await press('End');
    await expect(page.getByRole('menu').locator(':focus')).toHaveText(name);
    await press('Enter');
  };
  await press(kind === 'browser' ? 'Alt+5' : 'Control+5');
  await expect(page.getByRole('heading', { name: 'The server is off' })).toBeVisible();
  await tabTo('switch', 'Local server');
  await press('Space');
  await expect(page.getByRole('heading', { name: 'The server is on' })).toBeVisible();
  await tabTo('tab', 'Python');
  for (const next of ['JavaScript', 'Continue', 'Cline']) {
    await press('ArrowRight');
    await expect(page.getByRole('tab', { name: next })).toHaveAttribute('aria-selected', 'true');
  }
  await expect(page.locator('pre')).toContainText('Cline > Settings');
  await tabTo('button', 'More');
  await chooseLast('Dify');
  await expect(page.getByRole('tab', { name: 'Dify' })).toHaveAttribute('aria-selected', 'true');
  await tabTo('button', 'New key');
  await press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Name').and(focused)).toHaveCount(1);
  await page.keyboard.type('Cline');
  await press('Enter');
  const key = page.getByRole('dialog').getByLabel('Key', { exact: true });
  await expect(key).toHaveValue(/^ak-/);
  await page.setViewportSize({ width: 640, height: 700 });
  await expect(page.locator('.sv-panel')).toHaveCount(0);
  await expect(key).toBeVisible();
  await press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await press('Control+.');
  await tabTo('button', 'Key Cline');
  await chooseLast('Remove');
  await expect(page.locator('.keys li')).toHaveCount(0);
  await press('Control+f');
  await expect(page.getByRole('searchbox').and(focused)).toHaveCount(1);
});

test('a program that leaves is shown as left, and a stream whose model is unloaded as broken off', async ({ alcove }) => {
  const { page } = alcove;
  const port = await freePort();
  await openServer(alcove, port);
  await mainSwitch(page).click();
  await expect(page.locator('.addr')).toBeVisible();
  const stream = async (signal?: AbortSignal) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      ...(signal && { signal }),
      body: JSON.stringify({ model: 'endless', stream: true, messages: [{ role: 'user', content: 'Is it so?' }] }),
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    return reader;
  };
  const leaving = new AbortController();
  await stream(leaving.signal);
  await expect(row(page, 'endless')).toContainText('writing');
  leaving.abort();
  await expect(row(page, 'endless')).toContainText('left');
  await stream();
  await expect(row(page, 'endless')).toContainText('writing');
  await page.getByRole('button', { name: 'Unload endless' }).click();
  await expect(row(page, 'endless')).toContainText('broken off');
  await expect(page.locator('.why').first()).toContainText('stopped on this computer, or its model was unloaded');
});

test('a port that is taken offers another one, which is then the one of the settings', async ({ alcove }) => {
  const { page } = alcove;
  const { server, port } = await takePort();
  await openServer(alcove, port);
  await mainSwitch(page).click();
  await expect(page.getByRole('alert')).toContainText(`Port ${port} is in use`);
  await page.getByRole('button', { name: /^Use port \d+/ }).click();
  await expect(page.getByRole('heading', { name: 'The server is on' })).toBeVisible();
  const address = (await page.locator('.addr .mono').textContent()) ?? '';
  expect(Number(new URL(address).port)).toBeGreaterThan(port);
  expect((await fetch(address)).status).toBe(200);
  await new Promise((resolve) => server.close(resolve));
});

const networkAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test('the local network begins with a key, and nobody gets in without it', async ({ alcove }) => {
  test.skip(networkAddress === undefined, 'this computer has no network');
  const { page } = alcove;
  const port = await freePort();
  await openServer(alcove, port);
  await mainSwitch(page).click();
  await expect(page.getByRole('heading', { name: 'The server is on' })).toBeVisible();
  await page.getByRole('switch', { name: 'Serve on the local network' }).click();
  const key = await makeKey(page, 'Phone');
  await expect(page.getByText('Other devices in this network can use the models here, with a key.')).toBeVisible();
  const address = `http://${networkAddress}:${port}`;
  await expect(page.locator('.note').getByText(address, { exact: true })).toBeVisible();
  expect((await fetch(`${address}/v1/models`)).status).toBe(401);
  expect((await fetch(`${address}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
});

test('"Start with Alcove" survives a restart, and the palette switches it, too', async ({ alcove }) => {
  const { page } = alcove;
  const port = await freePort();
  await openServer(alcove, port);
  await page.getByRole('switch', { name: 'Start with Alcove' }).click();
  await expect(page.getByRole('switch', { name: 'Start with Alcove' })).toBeChecked();
  const again = await alcove.restartHost();
  await expect(again.locator('.rail .dot')).toBeVisible();
  expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  await again.keyboard.press('Control+k');
  await again.keyboard.type('stop the server');
  await again.keyboard.press('Enter');
  await expect(again.locator('.rail .dot')).toHaveCount(0);

  const other = createServer().listen(port, '127.0.0.1');
  const third = await alcove.restartHost();
  await expect(third.getByText(`The server did not start: port ${port} is in use`)).toBeVisible();
  await third.getByRole('button', { name: 'Understood' }).click();
  await expect(third.getByText('The server did not start')).toHaveCount(0);
  await new Promise((resolve) => other.close(resolve));
});

test.describe('the tray', () => {
  test.use({ given: givenModels({ talker: { script: 'So it is.' } }, { keepRunning: true, serverPort: 40_000 + (process.pid % 20_000) }) });

  test('switches the server and says where it is @desktop', async ({ alcove }) => {
    const isStandIn = await alcove.electron.evaluate((electron) => 'standIn' in electron);
    test.skip(!isStandIn, 'a real Electron keeps its tray to itself');
    interface Tray {
      menu: { items: { label: string; click(): void }[] };
    }
    const labels = () =>
      alcove.electron.evaluate((electron) =>
        (electron as unknown as { standIn: { trays: Tray[] } }).standIn.trays[0]?.menu.items.map(({ label }) => label).filter(Boolean),
      );
    const choose = (label: string) =>
      alcove.electron.evaluate((electron, wanted) => {
        const { trays } = (electron as unknown as { standIn: { trays: Tray[] } }).standIn;
        trays[0]?.menu.items.find((item) => item.label === wanted)?.click();
      }, label);
    expect(await labels()).toEqual(['Open Alcove', 'Start the server', 'Quit Alcove']);
    await choose('Start the server');
    await expect
      .poll(labels)
      .toEqual(['Open Alcove', expect.stringMatching(/^Server at http:\/\/127\.0\.0\.1:\d+$/), 'Stop the server', 'Quit Alcove']);
    await expect(alcove.page.locator('.rail .dot')).toBeVisible();
    await choose('Stop the server');
    await expect.poll(labels).toEqual(['Open Alcove', 'Start the server', 'Quit Alcove']);
  });
});
