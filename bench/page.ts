/** `npm run bench:page`: what the page costs. Prints each number beside its goal, and a calibration loop to compare machines by. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import findBrowser, { launchOptions } from '../e2e/browser.ts';

const root = join(import.meta.dirname, '..');
const messages = 10_000;
const homes: string[] = [];
const children: ChildProcess[] = [];

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'alcove-bench-'));
  homes.push(home);
  return home;
}

/** Starts a host and waits for the address it prints. */
function start(file: string, ...rest: string[]): Promise<{ url: string; pid: number }> {
  const child = spawn(process.execPath, [join(root, file), ...rest], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.stdout.on('data', (data: Buffer) => {
      const url = /http:\/\/\S+/.exec(data.toString())?.[0];
      if (url) resolve({ url, pid: child.pid ?? 0 });
    });
  });
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function residentBytes(pid: number): number {
  if (process.platform === 'linux') return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

/** Bytes of JavaScript that the first load transfers, with a short conversation open. */
async function firstLoad(browser: Browser, url: string): Promise<number> {
  const page = await (await browser.newContext()).newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (new URL(request.url()).pathname.endsWith('.js')) sizes.push(request.sizes().then((size) => size.responseBodySize));
  });
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.context().close();
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Milliseconds of a fixed piece of work in the page, to compare machines by. */
const calibrate = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const from = performance.now();
    let sum = 0;
    for (let index = 0; index < 30_000_000; index += 1) sum = (sum * 31 + index) | 0;
    return performance.now() - from + (sum === 1 ? 1 : 0);
  });

/** From the click on the conversation to its last message in sight, in milliseconds. */
async function openLong(page: Page): Promise<number> {
  const row = page.getByRole('button', { name: 'The long one' });
  await row.waitFor();
  await page.waitForLoadState('networkidle');
  return row.evaluate(
    (element, lastText) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        const look = () => {
          const last = [...document.querySelectorAll('.thread .answer')].findLast((one) => one.textContent?.includes(lastText));
          const box = last?.getBoundingClientRect();
          if (box && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight)
            requestAnimationFrame(() => resolve(performance.now() - from));
          else requestAnimationFrame(look);
        };
        (element as HTMLElement).click();
        look();
      }),
    `Answer ${messages - 1}.`,
  );
}

/** The longest task of the page while something is done, in milliseconds; 0 when none was over 50. */
async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const record = { longest: 0 };
    (window as { bench?: typeof record }).bench = record;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) record.longest = Math.max(record.longest, entry.duration);
    }).observe({ type: 'longtask', buffered: false });
  });
  await work();
  await sleep(300);
  return page.evaluate(() => (window as { bench?: { longest: number } }).bench?.longest ?? 0);
}

async function scrollUp(page: Page): Promise<void> {
  const box = await page.locator('.thread').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, 400);
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(0, -300);
    await sleep(40);
  }
}

async function stream(page: Page): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message' });
  await box.fill('Go on');
  await box.press('Enter');
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor({ timeout: 60_000 });
}

function report(what: string, value: number, unit: string, goal: number): void {
  console.log(`${what.padEnd(58)} ${value.toFixed(0).padStart(6)} ${unit.padEnd(3)} goal < ${goal}  ${value < goal ? 'ok' : 'MISSED'}`);
}

async function measure(browser: Browser): Promise<void> {
  const idleHome = makeHome();
  writeFileSync(join(idleHome, 'settings.json'), JSON.stringify({ hasFinishedFirstStart: true, conversationStart: 'ask', language: 'en' }));
  const idle = await start('out/headless.js', 'serve-ui', '--home', idleHome);
  await sleep(5000);
  report('Idle host, resident memory', residentBytes(idle.pid) / 1e6, 'MB', 150);
  report('First load, JavaScript transferred', (await firstLoad(browser, idle.url)) / 1e3, 'kB', 350);

  const { url } = await start('bench/page-host.ts', '--home', makeHome(), '--messages', String(messages));
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const times: number[] = [];
  const loops: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.goto(url);
    await page.evaluate(() => history.replaceState(null, ''));
    await page.goto(url);
    loops.push(await calibrate(page));
    times.push(await openLong(page));
  }
  report(`${messages} messages, from click to the last one in sight (best of 5)`, Math.min(...times), 'ms', 1000);
  console.log(`  all: ${times.map((time) => time.toFixed(0)).join(', ')} ms; calibration loop: ${Math.min(...loops).toFixed(0)} ms`);
  console.log('Longest tasks: 0 means that none took more than 50 ms.');
  report('Longest task while scrolling up 60 steps', await longestTask(page, () => scrollUp(page)), 'ms', 100);
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  report('Longest task while an answer streams in 150 updates', await longestTask(page, () => stream(page)), 'ms', 100);
}

execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--app', '--logLevel', 'warn'], {
  cwd: root,
  stdio: 'inherit',
});
await findBrowser();
const browser = await chromium.launch(launchOptions());
try {
  await measure(browser);
} finally {
  await browser.close();
  for (const child of children) {
    child.removeAllListeners('exit');
    child.kill();
  }
  for (const home of homes) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
