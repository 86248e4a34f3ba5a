/** The desktop entry: one instance, the host, its window. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app } from 'electron';
import { createDesktop } from './desktop/desktop.ts';
import { electronPlatform, watchChildReasons } from './desktop/electron-platform.ts';
import { explainFailedStart, explainLiveHost } from './desktop/explain.ts';
import { appPageUrl, connectPages, refusePermissions, registerPageScheme, serveAppPage } from './desktop/page-session.ts';
import { findDataFolder } from './lib/data-folder.ts';
import { type Host, startHost } from './start-host.ts';

const outDirectory = import.meta.dirname;
const resourcesFolder = app.isPackaged ? process.resourcesPath : join(outDirectory, '../resources');
const { values } = parseArgs({ args: process.argv.slice(1), options: { home: { type: 'string' } }, strict: false });
const home = findDataFolder(typeof values.home === 'string' ? values.home : undefined);
const browserFolder = join(home, 'browser');
// In development the page comes from Vite (scripts/dev.mjs).
const pageUrl = (!app.isPackaged && process.env.ALCOVE_DEV_URL) || appPageUrl;

mkdirSync(browserFolder, { recursive: true });
app.setPath('userData', browserFolder);
app.setAppUserModelId('dev.alcove.app');
registerPageScheme();

// One instance per userData, so one per data folder; the first one gets `second-instance` and shows its window.
if (!app.requestSingleInstanceLock()) app.quit();
// Not awaited: Electron gets ready only after this module has been evaluated.
else void app.whenReady().then(start).catch(fail);

async function start(): Promise<void> {
  watchChildReasons();
  const options = { platform: electronPlatform, home, outDirectory, version: app.getVersion(), resourcesFolder };
  const started = await startHost({ ...options, kind: 'desktop' });
  if ('live' in started) {
    await explainLiveHost(started.live);
    return app.quit();
  }
  const { host } = started;
  disposeBeforeQuit(host);
  const { hub } = host.app;
  serveAppPage({ folder: join(outDirectory, 'renderer'), picture: hub.picture.bind(hub) });
  refusePermissions(pageUrl);
  connectPages(host.router, pageUrl);
  const desktop = createDesktop({
    settings: host.app.settings,
    downloads: host.app.downloads,
    server: host.app.server,
    notify: electronPlatform.notify,
    pageUrl,
    preloadFile: join(outDirectory, 'preload.cjs'),
    boundsFile: join(browserFolder, 'window.json'),
    iconFile: join(resourcesFolder, 'icon.png'),
    dataFolder: home,
  });
  desktop.showWindow();
}

function disposeBeforeQuit(host: Host): void {
  let isDisposed = false;
  app.on('will-quit', (event) => {
    if (isDisposed) return;
    event.preventDefault();
    void host.dispose().finally(() => {
      isDisposed = true;
      app.quit();
    });
  });
}

function fail(error: unknown): void {
  explainFailedStart(error);
  app.exit(1);
}
