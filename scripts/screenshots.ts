/** `npm run screenshots`: the pictures of the README, made from the real app and its starter model, into docs/screenshots. */
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import findBrowser, { launchOptions } from '../e2e/browser.ts';
import { startServer } from '../e2e/start-hosts.ts';

const folder = join(import.meta.dirname, '../docs/screenshots');
// Its path can be read in the pictures.
const home = join(tmpdir(), 'alcove');

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(question);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.answer[aria-busy=true]').waitFor();
  await page.locator('.answer[aria-busy=true]').waitFor({ state: 'detached', timeout: 120_000 });
}

/** What three programs might ask, one of them for a model that is not here. */
async function askServer(address: string, key: string): Promise<void> {
  const send = async (path: string, body: object, headers: Record<string, string> = {}) =>
    (await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) })).text();
  const messages = [{ role: 'user', content: 'Name three colours.' }];
  await send('/v1/chat/completions', { model: 'alcove-starter', messages }, { authorization: `Bearer ${key}` });
  await send('/v1/chat/completions', { model: 'alcove-startr', messages }, { authorization: `Bearer ${key}` });
  await send('/v1/messages', { model: 'alcove-starter', max_tokens: 100, messages }, { 'x-api-key': key });
  await send('/api/chat', { model: 'alcove-starter', messages, stream: false });
}

async function choose(page: Page, options: { theme: 'light' | 'dark'; language: string }): Promise<void> {
  await page.locator('nav').getByRole('link').or(page.locator('nav').getByRole('button')).last().click();
  await page.getByRole('radio', { name: options.theme === 'dark' ? /^(Dark|深色)$/ : /^(Light|浅色)$/ }).click();
  await page.getByRole('combobox').first().click();
  await page.getByRole('option', { name: options.language }).click();
}

async function main(): Promise<void> {
  await findBrowser();
  rmSync(home, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { child, url } = await startServer(home);
  const browser = await chromium.launch(launchOptions());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, colorScheme: 'light' });
  const shoot = async (name: string) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
  };
  try {
    await page.goto(url);
    await page.getByRole('button', { name: 'Start talking' }).waitFor();
    await shoot('first-start');
    await page.getByRole('button', { name: 'Start talking' }).click();
    for (const question of ['Write a short thank-you note to a neighbour.', 'Give me three tips for better sleep.']) {
      await ask(page, question);
      await page.getByRole('button', { name: 'New conversation', exact: true }).click();
    }
    await ask(page, 'Why is the sky blue?');
    await ask(page, 'Write a Python function that adds two numbers.');
    await shoot('chat');
    await page.keyboard.press('Control+l');
    await page.getByRole('option').first().waitFor();
    await shoot('model-loader');
    await page.keyboard.press('Escape');
    await page.locator('nav').getByText('Models', { exact: true }).click();
    await page.getByRole('row').nth(1).click();
    await shoot('models');
    await page.locator('nav').getByText('Server', { exact: true }).click();
    await page.getByRole('switch', { name: 'Local server' }).click();
    await page.getByRole('heading', { name: 'The server is on' }).waitFor();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('Cline');
    await page.keyboard.press('Enter');
    const key = await page.getByRole('dialog').getByLabel('Key', { exact: true }).inputValue();
    await page.getByRole('button', { name: 'Done' }).click();
    const address = (await page.locator('.addr .mono').textContent()) ?? '';
    await askServer(address, key);
    await page.locator('tbody .status.ok').nth(2).waitFor();
    // Without the key that was just made: a new page has only its end.
    await page.reload();
    await page.locator('nav').getByText('Server', { exact: true }).click();
    await page.locator('tbody .status.ok').nth(2).waitFor();
    await shoot('server');
    await page.getByRole('switch', { name: 'Local server' }).click();
    await choose(page, { theme: 'dark', language: '简体中文' });
    await page.locator('nav').getByText('对话', { exact: true }).click();
    await shoot('chat-dark-zh');
  } finally {
    await browser.close();
    child.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
