/** What tests with the starter model share: the whole app in a data folder of its own, its server on a free port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadSettingsOverrides } from '../../shared/engine.ts';
import type { App } from '../app.ts';
import { createTestApp } from '../test-app.ts';

export const starter = 'alcove-starter';

export interface StarterApi {
  app: App;
  home: string;
  url: string;
  close(): Promise<void>;
}

/** `loadSettings`: of the starter, beside one thread and a context of 1024. */
export async function startStarterApi(loadSettings: LoadSettingsOverrides = {}): Promise<StarterApi> {
  const home = mkdtempSync(join(tmpdir(), 'alcove-starter-'));
  const app = createTestApp(home);
  app.settings.update({ loadSettings: { [starter]: { threads: 1, contextLength: 1024, ...loadSettings } } });
  await app.server.start({ port: 0 });
  const { state } = app.server;
  if (state.type !== 'on') throw new Error('The server is not on.');
  const close = async () => {
    await app.dispose();
    rmSync(home, { recursive: true, force: true });
  };
  return { app, home, url: state.addresses[0] ?? '', close };
}
