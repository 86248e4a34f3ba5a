/** A download as a person sees it without looking at the page: the window's bar, the tray, a notification, a computer that stays awake. */
import type { Page } from '@playwright/test';
import { type Alcove, expect, givenModels, test } from './fixtures.ts';
import { standardIds, talkerScript } from './hub-stand-in/standard-repositories.ts';
import { answers, send } from './talk.ts';

test.use({ given: { ...givenModels({}, { keepRunning: true }), hub: true } });

test.beforeEach(async ({ hostKind, alcove, hub }) => {
  const isStandIn = hostKind === 'desktop' && (await alcove.electron.evaluate((electron) => 'standIn' in electron));
  test.skip(!isStandIn, 'a real Electron keeps its tray and notifications to itself');
  // Slow enough to be seen on its way.
  hub.setFaults({ rate: 3e6 });
});

async function download(page: Page, row: RegExp): Promise<void> {
  await page
    .getByRole('button', { name: 'Discover' })
    .or(page.getByRole('link', { name: 'Discover' }))
    .click();
  await page.getByLabel('Search models').fill(standardIds.talker);
  await page.getByLabel('Search models').press('Enter');
  await page
    .getByRole('row', { name: row })
    .getByRole('button', { name: /Download/ })
    .click();
}

interface Item {
  label: string;
  click(): void;
}

/** What the stand-in has seen. */
interface StandIn {
  calls: { api: string; args: unknown[] }[];
  notifications: { title: string; body: string; emit(event: string): void }[];
  trays: { toolTip: string; menu: { items: Item[] } }[];
}

/** The bar's last state, whether the computer is kept awake, the tray and what was said, as they are now. */
function look({ electron }: Alcove) {
  return electron.evaluate((module) => {
    const { calls, notifications, trays } = (module as unknown as { standIn: StandIn }).standIn;
    const starts = calls.filter(({ api }) => api === 'powerSaveBlocker.start');
    const [share, options] = calls.findLast(({ api }) => api === 'BrowserWindow.setProgressBar')?.args ?? [];
    return {
      bar: { share: share as number, mode: (options as { mode: string } | undefined)?.mode },
      // The stand-in counts them from 1.
      awake: starts.filter((_, index) => module.powerSaveBlocker.isStarted(index + 1)).map(({ args }) => args[0]),
      toolTip: trays[0]?.toolTip,
      menu: trays[0]?.menu.items.map(({ label }) => label).filter((label) => label !== ''),
      said: notifications.map(({ title, body }) => ({ title, body })),
    };
  });
}

const choose = ({ electron }: Alcove, label: string) =>
  electron.evaluate((module, wanted) => {
    const { trays } = (module as unknown as { standIn: StandIn }).standIn;
    trays[0]?.menu.items.find((item) => item.label === wanted)?.click();
  }, label);

const clickNotification = ({ electron }: Alcove) =>
  electron.evaluate((module) => (module as unknown as { standIn: StandIn }).standIn.notifications[0]?.emit('click'));

const isFocused = ({ electron }: Alcove) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isFocused()));

const quiet = { bar: { share: -1, mode: 'none' }, awake: [], toolTip: 'Alcove', menu: ['Open Alcove', 'Start the server', 'Quit Alcove'] };

test('the bar fills and goes, the computer stays awake meanwhile, and the end is said to who looks elsewhere @desktop', async ({
  alcove,
}) => {
  expect(await look(alcove)).toEqual({ ...quiet, said: [] });
  await download(alcove.page, /Q6_K/);
  await alcove.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  await expect.poll(async () => (await look(alcove)).bar.share).toBeGreaterThan(0.2);
  const { bar, awake, toolTip, menu } = await look(alcove);
  expect(bar).toMatchObject({ mode: 'normal' });
  expect(bar.share).toBeLessThanOrEqual(1);
  expect(awake).toEqual(['prevent-app-suspension']);
  expect(toolTip).toMatch(/^Alcove: 1 download, \d+\s?%/);
  expect(menu).toEqual(['Open Alcove', 'Start the server', '1 download', 'Pause all downloads', 'Quit Alcove']);

  await expect.poll(() => look(alcove)).toEqual({ ...quiet, said: [{ title: 'Qwen3 0.6B is ready', body: 'Downloaded and checked.' }] });
  expect(await isFocused(alcove)).toBe(false);
  await clickNotification(alcove);
  expect(await isFocused(alcove)).toBe(true);
  await send(alcove.page, 'Hello?');
  await expect(answers(alcove.page).last()).toContainText(talkerScript);
});

test('it goes on without a window, and the click on its end opens one with that model @desktop', async ({ alcove }) => {
  await download(alcove.page, /Q6_K/);
  await expect.poll(async () => (await look(alcove)).awake).toHaveLength(1);
  await alcove.page.close();
  await expect.poll(async () => (await look(alcove)).said).toEqual([{ title: 'Qwen3 0.6B is ready', body: 'Downloaded and checked.' }]);
  const opened = alcove.electron.waitForEvent('window');
  await clickNotification(alcove);
  const page = await opened;
  await send(page, 'Hello?');
  await expect(answers(page).last()).toContainText(talkerScript);
});

test('the tray pauses all and goes on with all; who looks at the window is told nothing twice @desktop', async ({ alcove }) => {
  await download(alcove.page, /Q6_K/);
  await expect.poll(async () => (await look(alcove)).bar.share).toBeGreaterThan(0.1);
  await choose(alcove, 'Pause all downloads');
  await expect
    .poll(() => look(alcove))
    .toMatchObject({
      bar: { mode: 'paused' },
      awake: [],
      menu: ['Open Alcove', 'Start the server', '1 download', 'Go on with downloads', 'Quit Alcove'],
    });
  const paused = await look(alcove);
  expect(paused.toolTip).toMatch(/^Alcove: 1 download, \d+\s?%, paused$/);
  expect(paused.bar.share).toBeGreaterThan(0.1);

  await choose(alcove, 'Go on with downloads');
  await expect.poll(() => look(alcove)).toMatchObject({ bar: { mode: 'normal' }, awake: ['prevent-app-suspension'] });
  await expect.poll(() => look(alcove)).toEqual({ ...quiet, said: [] });
});
