/** The whole app in a data folder of a test's own, with the runner of the sources; other programs' folders are empty ones below it. */
import { join } from 'node:path';
import { type App, createApp } from './app.ts';
import { nodePlatform } from './platform.ts';

const root = join(import.meta.dirname, '..');

export function createTestApp(home: string): App {
  return createApp({
    platform: nodePlatform,
    home,
    outDirectory: join(root, 'out'),
    runnerFile: join(root, 'electron/runner/runner.ts'),
    version: '0.0.0',
    resourcesFolder: join(root, 'resources'),
    programPlaces: { home: join(home, 'person'), systemRoot: join(home, 'system'), environment: {} },
  });
}
