/** What the desktop shows of the host outside the page, and what comes into the page from there. */
import { expect, givenModels, test } from './fixtures.ts';
import { answers, composer, send, untilDone } from './talk.ts';

test.describe('a wish in the address', () => {
  test.use({ given: givenModels({ 'first-talker': { script: 'First.' }, 'second-talker': { script: 'Second.' } }) });

  test('an address that names a model starts a conversation with it, once', async ({ alcove }) => {
    const { page } = alcove;
    await expect(composer(page)).toBeVisible();
    if (alcove.kind === 'desktop') {
      // As a click on a notification does.
      await alcove.electron.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return window?.loadURL(`${window.webContents.getURL().replace(/#.*$/, '')}#chat=second-talker`);
      });
    } else await page.evaluate(() => location.assign('#chat=second-talker'));
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('');
    await send(page, 'Hello');
    await untilDone(page);
    await expect(answers(page).last()).toContainText('Second.');
  });
});

test.describe('the tray', () => {
  test.use({ given: { settings: { keepRunning: true, hasFinishedFirstStart: true, language: 'zh-CN' } } });

  test('without downloads it offers nothing of them, in the language of the settings @desktop', async ({ alcove }) => {
    const isStandIn = await alcove.electron.evaluate((electron) => 'standIn' in electron);
    test.skip(!isStandIn, 'a real Electron keeps its tray to itself');
    const tray = await alcove.electron.evaluate((electron) => {
      const { standIn } = electron as unknown as { standIn: { trays: { toolTip: string; menu: { items: { label: string }[] } }[] } };
      return standIn.trays.map(({ toolTip, menu }) => ({ toolTip, labels: menu.items.map(({ label }) => label) }));
    });
    expect(tray).toEqual([{ toolTip: 'Alcove', labels: ['打开 Alcove', '', '开启服务', '', '退出 Alcove'] }]);
  });
});
