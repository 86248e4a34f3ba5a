/** How a host is started for a spec: as a headless process with a browser at it, or as the desktop. Nothing here reaches the network. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron, chromium, type ElectronApplication, type Page } from '@playwright/test';
import { launchOptions } from './browser.ts';

const electronFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
/** Whether a desktop can be started here. */
export const hasElectron = Boolean(process.env.ELECTRON_OVERRIDE_DIST_PATH) || existsSync(join(electronFolder, 'dist/version'));

/** A host and the page at it. */
export interface RunningHost {
  page: Page;
  url: string;
  pid: number;
  electron: ElectronApplication | undefined;
  kill(): Promise<void>;
}

/** Children that outlive a test would keep the run from ending. */
const children = new Set<number>();
process.on('exit', () => {
  for (const pid of children) killProcess(pid);
});

/** kill -9, of a host that may be gone already. */
export function killProcess(pid: number): void {
  children.delete(pid);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Where models come from, by the host's environment. */
export interface HostSources {
  endpoint?: string;
  token?: string;
}

/** Refuses every connection. */
const nowhere = 'http://127.0.0.1:9';

/** Of a person who has no other programs and no token, and whose hub is on this computer: nothing reaches the network. */
function environment(home: string, { endpoint = nowhere, token }: HostSources = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:HF_|OLLAMA_|MODELSCOPE_|\w+_PROXY$)/i.test(name));
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    HOME: join(home, 'person'),
    NODE_ENV: 'production',
    HF_ENDPOINT: endpoint,
    MODELSCOPE_ENDPOINT: endpoint,
    ...(token && { HF_TOKEN: token }),
  };
}

/** `alcove serve-ui` as a child; resolves once it has printed its address. */
export async function startServer(home: string, sources?: HostSources): Promise<{ child: ChildProcess; pid: number; url: string }> {
  const child = spawn(process.execPath, ['out/headless.js', 'serve-ui', '--home', home], {
    env: environment(home, sources),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid as number;
  children.add(pid);
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk;
      const found = /http:\/\/\S+token=\S+/.exec(text)?.[0];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => reject(new Error(`The host ended: ${text}`)));
  });
  return { child, pid, url };
}

const gone = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** The headless host and a browser of its own; `watch` sees the page before anything is loaded. */
export async function startBrowserHost(home: string, watch: (page: Page) => void, sources?: HostSources): Promise<RunningHost> {
  const { child, pid, url } = await startServer(home, sources);
  const browser = await chromium.launch(launchOptions());
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  watch(page);
  await page.goto(url);
  return {
    page,
    url,
    pid,
    electron: undefined,
    async kill() {
      killProcess(pid);
      await gone(child);
      await browser.close();
    },
  };
}

/** The desktop; `watch` sees its window. */
export async function startDesktopHost(home: string, watch: (page: Page) => void, sources?: HostSources): Promise<RunningHost> {
  const electron = await _electron.launch({ args: ['.', `--home=${home}`], env: environment(home, sources) });
  const child = electron.process();
  const pid = child.pid as number;
  children.add(pid);
  const page = await electron.firstWindow();
  watch(page);
  return {
    page,
    url: '',
    pid,
    electron,
    async kill() {
      killProcess(pid);
      await gone(child);
      await electron.close().catch(() => {});
    },
  };
}
