import { expect, type Page } from '@playwright/test';

/** Until everything has come and nothing moves or fades any more, which changes places and contrasts. */
export async function settle(page: Page): Promise<void> {
  await expect(page.locator('.skel')).toHaveCount(0);
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .map((one) =>
          one.effect?.getTiming().iterations === Number.POSITIVE_INFINITY ? one.pause() : one.finished.catch(() => undefined),
        ),
    ),
  );
}
