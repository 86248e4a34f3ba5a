import type { Page } from '@playwright/test';
import { expect, givenModels, test } from './fixtures.ts';
import { standardIds, talkerScript } from './hub-stand-in/standard-repositories.ts';
import { answers, send } from './talk.ts';

test.use({ given: { ...givenModels({}), hub: true } });

const drawer = (page: Page) => page.getByRole('region', { name: 'Downloads' });

async function openModel(page: Page, repository: string = standardIds.talker): Promise<void> {
  await page
    .getByRole('button', { name: 'Discover' })
    .or(page.getByRole('link', { name: 'Discover' }))
    .click();
  await page.getByLabel('Search models').fill(repository);
  await page.getByLabel('Search models').press('Enter');
  await expect(page.getByText(repository)).toBeVisible();
}

async function openDrawer(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Downloads/ })
    .click();
  await expect(drawer(page)).toBeVisible();
}

const download = (page: Page, row: RegExp) => page.getByRole('row', { name: row }).getByRole('button', { name: /Download/ });

test('the recommended version comes whole over dropped connections, and answers', async ({ alcove, hub }) => {
  const { page } = alcove;
  hub.setFaults({ dropAfter: 1_000_000, dropTimes: 2 });
  await openModel(page);
  await download(page, /Recommended/).click();
  await openDrawer(page);
  await expect(drawer(page).getByText(/checked · today at/)).toBeVisible();
  await drawer(page).getByRole('button', { name: 'Chat now' }).click();
  await send(page, 'Hello?');
  await expect(answers(page).last()).toContainText(talkerScript);
});

test('a killed host goes on where it was, and what was paused stays so until somebody says otherwise', async ({ alcove, hub }) => {
  hub.setFaults({ rate: 1_500_000 });
  await openModel(alcove.page);
  await download(alcove.page, /Q8_0/).click();
  await download(alcove.page, /Q4_K_M/).click();
  await openDrawer(alcove.page);
  await drawer(alcove.page).getByRole('button', { name: 'Pause: Qwen3 0.6B Q4_K_M' }).click();
  await expect(drawer(alcove.page).getByText(/^Paused (?:at|·) /)).toBeVisible();
  await expect(drawer(alcove.page).getByText(/[1-9]\.\d(?: MB)? of 10\.2\sMB/)).toBeVisible();

  alcove.allowConsoleErrors();
  await alcove.killHost();
  const page = await alcove.restartHost();
  await openDrawer(page);
  await expect(drawer(page).getByText(/10\.2\sMB · checked/)).toBeVisible();
  await expect(drawer(page).getByText(/^Paused (?:at|·) /)).toBeVisible();
  await drawer(page).getByRole('button', { name: 'Go on: Qwen3 0.6B Q4_K_M' }).click();
  await expect(drawer(page).getByText(/6\.2\sMB · checked/)).toBeVisible();
});

test('a gated version waits for its person, with the way to its licence', async ({ alcove, hub }) => {
  const { page } = alcove;
  await openModel(page, standardIds.gated);
  await download(page, /Q4_K_M/).click();
  await openDrawer(page);
  await expect(drawer(page).getByText('Needs you')).toBeVisible();
  await expect(drawer(page).getByRole('link', { name: 'Open the licence' })).toBeVisible();
  expect(hub.requests().some(({ host }) => host.startsWith('localhost'))).toBe(false);
});

test('two windows show the same downloads @browser', async ({ alcove, hub }) => {
  hub.setFaults({ rate: 500_000 });
  const { page } = alcove;
  const other = await page.context().newPage();
  await other.goto(alcove.url);
  await openModel(page);
  await download(page, /Q8_0/).click();
  for (const each of [page, other]) await openDrawer(each);
  await drawer(other)
    .getByRole('button', { name: /^Pause: / })
    .click();
  for (const each of [page, other]) await expect(drawer(each).getByText(/^Paused (?:at|·) /)).toBeVisible();
  await drawer(page)
    .getByRole('button', { name: /^Cancel: / })
    .click();
  await expect(drawer(other).getByText('No downloads')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(drawer(other).getByText(/^Paused (?:at|·) /)).toBeVisible();
});
