import type { Page } from '@playwright/test';
import { expect, givenModels, test } from './fixtures.ts';
import { standardIds } from './hub-stand-in/standard-repositories.ts';

const searchField = (page: Page) => page.getByRole('combobox', { name: 'Search models' }).or(page.getByLabel('Search models'));
const openDiscover = (page: Page) =>
  page
    .getByRole('button', { name: 'Discover' })
    .or(page.getByRole('link', { name: 'Discover' }))
    .click();

/** From now on time passes in the page only when a test says so, however long its keys take. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  // It can only be stopped at a moment that is still to come.
  await expect(() => page.clock.pauseAt(Date.now() + 1000)).toPass();
}

test.describe('with a hub', () => {
  test.use({ given: { ...givenModels({}), hub: true } });

  test('a model is found by name, and its page says what suits this computer', async ({ alcove }) => {
    const { page } = alcove;
    await openDiscover(page);
    await searchField(page).fill('Qwen3 0.6B');
    await page.getByRole('option', { name: /^Qwen3 0\.6B.*bartowski/ }).click();
    await expect(page.getByRole('heading', { name: 'Qwen3 0.6B', exact: true })).toBeVisible();
    const recommended = page.getByRole('row', { name: /Recommended/ });
    await expect(recommended).toContainText('Fits');
    await expect(recommended.getByRole('button', { name: /Download/ })).toBeEnabled();
    // Every version says how it does here, from its own header.
    await expect(page.getByRole('row', { name: /Q4_K_M/ })).toContainText(/≈|\d+ tokens/);
  });

  test('on a narrow page the keyboard goes along to the page and back to the list, and an address stays open', async ({ alcove }) => {
    const { page } = alcove;
    await openDiscover(page);
    await page.setViewportSize({ width: 900, height: 700 });
    await searchField(page).fill('Qwen3 0.6B');
    const list = page.getByRole('listbox', { name: 'Models found' });
    await expect(list.getByRole('option').first()).toBeVisible();
    await searchField(page).press('ArrowDown');
    await list.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Back' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(list).toBeFocused();

    await searchField(page).fill(standardIds.thinker);
    await searchField(page).press('Enter');
    await expect(page.getByRole('heading', { name: 'Qwen3 1.7B' }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Back' })).toBeVisible();
  });

  test('typing asks once when it pauses, and a hub that wants a rest is left alone until a visible time', async ({ alcove, hub }) => {
    const { page } = alcove;
    await openDiscover(page);
    await expect(searchField(page)).toBeVisible();
    await stopClock(page);
    const searches = () => hub.requests().filter(({ url }) => /\/api\/models\?.*search=/.test(url));
    for (const letter of 'qwen2.5 coder') {
      await page.clock.runFor(300);
      await searchField(page).press(letter === ' ' ? 'Space' : letter);
    }
    await page.clock.runFor(60_000);
    await expect(page.getByRole('option', { name: /Coder/ }).first()).toBeVisible();
    expect(searches().map(({ url }) => /search=([^&]*)/.exec(url)?.[1])).toEqual([expect.stringMatching(/^qwen2\.5(?:\+|%20)coder$/)]);

    hub.setFaults({ hub429: 1, retryAfter: 3 });
    await searchField(page).fill('llama');
    await page.clock.runFor(400);
    await expect(page.getByText(/Goes on by itself in \d/)).toBeVisible();
    expect(searches()).toHaveLength(2);
    await page.clock.resume();
    await expect(page.getByRole('option', { name: /Llama/ }).first()).toBeVisible();
    expect(searches()).toHaveLength(3);
  });

  test('a gated model says what to do before anything is fetched', async ({ alcove, hub }) => {
    const { page } = alcove;
    await openDiscover(page);
    await searchField(page).fill(standardIds.gated);
    await searchField(page).press('Enter');
    await expect(page.getByText(/asks for a licence first/)).toBeVisible();
    await expect(
      page
        .getByRole('button', { name: /licence/i })
        .or(page.getByRole('link', { name: /licence/i }))
        .first(),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: /access token/i })).toBeVisible();
    expect(hub.requests().some(({ host }) => host.startsWith('localhost'))).toBe(false);
  });

  test('without a network the last results are there with their date, and go on when it is back', async ({ alcove, hub }) => {
    await openDiscover(alcove.page);
    await searchField(alcove.page).fill('qwen');
    await expect(alcove.page.getByRole('option', { name: /^Qwen3 0\.6B/ })).toBeVisible();

    hub.setFaults({ offline: true });
    const page = await alcove.restartHost();
    await openDiscover(page);
    await searchField(page).fill('qwen');
    await expect(page.getByText(/These are the last results, from/)).toBeVisible();
    await expect(page.getByRole('option', { name: /^Qwen3 0\.6B/ })).toBeVisible();
    await searchField(page).fill('something that was never asked for');
    await expect(page.getByText(/broke off/)).toBeVisible();

    hub.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText(/Nothing called/)).toBeVisible();
  });
});

test.describe('in Chinese, with a mirror', () => {
  test.use({ given: { ...givenModels({}, { language: 'zh-CN' }), hub: true, token: 'hf_good' } });

  test('the list goes on at the mirror although it names another host, and the token stays here', async ({ alcove, hub }) => {
    hub.setFaults({ linkHost: 'https://huggingface.co', page: 5 });
    const { page } = alcove;
    await page
      .getByRole('button', { name: '发现' })
      .or(page.getByRole('link', { name: '发现' }))
      .click();
    await page.getByLabel('搜索模型').fill('instruct');
    const list = page.getByRole('listbox', { name: '找到的模型' });
    await expect(list.getByRole('option').first()).toBeVisible();
    const isFollowing = ({ url }: { url: string }) => /[?&]cursor=/.test(url);
    await list.press('End');
    await expect.poll(() => hub.requests().filter(isFollowing).length).toBeGreaterThan(0);
    await list.getByRole('option').first().click();
    await expect(page.getByRole('columnheader', { name: '在这台电脑上' })).toBeVisible();
    expect(hub.requests().filter(({ authorization }) => authorization)).toEqual([]);
  });
});
