/**
 * One set of specs, two hosts: `alcove` is a running host with its page, in a fresh data folder, in the browser or on the desktop.
 * Whatever the page's console calls an error fails the test, violations of the content security policy among them.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { openDatabase } from '../electron/lib/database.ts';
import { migrations } from '../electron/migrations.ts';
import type { SettingsPatch } from '../shared/settings.ts';
import { type RunningHub, startHub } from './hub-stand-in/hub.ts';
import { standardRepositories } from './hub-stand-in/standard-repositories.ts';
import { hasElectron, killProcess, type RunningHost, startBrowserHost, startDesktopHost } from './start-hosts.ts';
import { type ScriptedModelOptions, writeScriptedModel } from './tiny-models/scripted-model.ts';

export type HostKind = 'browser' | 'desktop';

export interface HostOptions {
  hostKind: HostKind;
}

/** What the data folder holds before the host starts. */
export interface Given {
  settings?: SettingsPatch;
  /** Scripted models by id. */
  models?: Record<string, ScriptedModelOptions>;
  /** A conversation of so many messages: "Question 0", "Answer 1" and so on. */
  longConversation?: number;
  /** Models come from the stand-in hub, named by HF_ENDPOINT. Else there is none: the computer is offline. */
  hub?: boolean;
  /** HF_TOKEN. */
  token?: string;
}

/** A host that has been used before: past the first start, English, with these models; the first of them was used last. */
export function givenModels(models: Record<string, ScriptedModelOptions>, settings: SettingsPatch = {}): Given {
  const [lastModelId] = Object.keys(models);
  return { models, settings: { hasFinishedFirstStart: true, language: 'en', ...(lastModelId && { lastModelId }), ...settings } };
}

export interface Alcove {
  kind: HostKind;
  /** The page as it is now: another one after restartHost. */
  readonly page: Page;
  home: string;
  /** The address with the token, browser only. */
  readonly url: string;
  /** The process that is the host. */
  readonly hostPid: number;
  /** Electron's own process, desktop only. */
  readonly electron: ElectronApplication;
  /** The processes of the loaded models. */
  runnerPids(): Promise<number[]>;
  /** kill -9. */
  killHost(): Promise<void>;
  /** Starts a host again with the same data folder and opens its page; ends the one there is. */
  restartHost(): Promise<Page>;
  /** For a test that makes the page's console complain on purpose. */
  allowConsoleErrors(): void;
}

function prepareHome(home: string, { settings, models = {}, longConversation }: Given): void {
  mkdirSync(join(home, 'models'), { recursive: true });
  mkdirSync(join(home, 'person'));
  for (const [id, options] of Object.entries(models)) writeScriptedModel(join(home, 'models', `${id}.gguf`), { name: id, ...options });
  if (settings) writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
  if (longConversation) writeLongConversation(join(home, 'alcove.db'), longConversation);
}

function writeLongConversation(file: string, count: number): void {
  const { database } = openDatabase({ file, migrations });
  database.exec(`
    INSERT INTO conversation (id, title, title_source, created_at, updated_at, shown_leaf_id)
      VALUES (1, 'The long one', 'person', 1, 1, ${count});
    WITH RECURSIVE at (depth) AS (SELECT 0 UNION ALL SELECT depth + 1 FROM at WHERE depth + 1 < ${count})
      INSERT INTO message (id, conversation_id, parent_id, shown_child_id, depth, role, text, created_at, state)
      SELECT depth + 1, 1, nullif(depth, 0), iif(depth + 1 < ${count}, depth + 2, NULL), depth, iif(depth % 2, 'assistant', 'user'),
        iif(depth % 2, 'Answer ', 'Question ') || depth, depth, 'done' FROM at;
  `);
  database.close();
}

interface WorkerFixtures {
  workerHub: RunningHub;
}

export const test = base.extend<HostOptions & { given: Given; hub: RunningHub; alcove: Alcove }, WorkerFixtures>({
  hostKind: ['browser', { option: true }],
  given: [{}, { option: true }],

  workerHub: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what is needed from the pattern.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'alcove-e2e-hub-'));
      const hub = await startHub({ repositories: standardRepositories(folder) });
      await use(hub);
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  /** The hub that `given.hub` names, as if just started. */
  hub: async ({ workerHub }, use) => {
    workerHub.clearFaults();
    workerHub.clearRequests();
    await use(workerHub);
    workerHub.clearFaults();
  },

  alcove: async ({ hostKind, given, hub }, use) => {
    test.skip(
      hostKind === 'desktop' && !hasElectron,
      'there is no Electron here (run "npx install-electron", or name one in ELECTRON_OVERRIDE_DIST_PATH)',
    );
    const home = mkdtempSync(join(tmpdir(), 'alcove-e2e-'));
    prepareHome(home, given);
    const consoleErrors: string[] = [];
    // A page whose host is gone complains of it with every right.
    const orphans = new WeakSet<Page>();
    let mayComplain = false;
    const watch = (page: Page) => {
      page.on('console', (message) => {
        const text = message.text();
        if (orphans.has(page)) return;
        if (message.type() === 'error' || /Content Security Policy/i.test(text)) consoleErrors.push(`${text} ${message.location().url}`);
      });
      page.on('pageerror', (error) => {
        if (!orphans.has(page)) consoleErrors.push(String(error));
      });
    };
    const sources = { ...(given.hub && { endpoint: hub.endpoint }), ...(given.token && { token: given.token }) };
    const start = hostKind === 'desktop' ? startDesktopHost : startBrowserHost;
    let host: RunningHost | undefined = await start(home, watch, sources);
    const running = () => {
      if (!host) throw new Error('The host is not running.');
      return host;
    };
    const kill = async () => {
      if (host) orphans.add(host.page);
      await host?.kill();
      host = undefined;
    };
    await use({
      kind: hostKind,
      home,
      allowConsoleErrors() {
        mayComplain = true;
      },
      get page() {
        return running().page;
      },
      get url() {
        return running().url;
      },
      get hostPid() {
        return running().pid;
      },
      get electron() {
        const { electron } = running();
        if (!electron) throw new Error('Only the desktop has Electron.');
        return electron;
      },
      runnerPids: () => findRunners(running().pid),
      async killHost() {
        orphans.add(running().page);
        killProcess(running().pid);
      },
      async restartHost() {
        await kill();
        host = await start(home, watch, sources);
        return host.page;
      },
    });
    await kill();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    if (!mayComplain) expect(consoleErrors, "errors in the page's console").toEqual([]);
  },
});

/** Processes below the host that run runner.js. */
async function findRunners(hostPid: number): Promise<number[]> {
  const rows = await listProcesses();
  const below = new Set([hostPid]);
  // Children are listed after their parents often, but not always.
  for (let before = 0; before !== below.size; ) {
    before = below.size;
    for (const { pid, parent } of rows) if (below.has(parent)) below.add(pid);
  }
  return rows.filter(({ pid, command }) => below.has(pid) && /runner\.js/.test(command)).map(({ pid }) => pid);
}

async function listProcesses(): Promise<{ pid: number; parent: number; command: string }[]> {
  const ps = spawn('ps', ['-eo', 'pid=,ppid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of ps.stdout) text += chunk;
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return found ? [{ pid: Number(found[1]), parent: Number(found[2]), command: found[3] as string }] : [];
  });
}

export { expect } from '@playwright/test';
