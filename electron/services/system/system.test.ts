import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Hardware } from '../../../shared/system.ts';
import { nodePlatform, type Platform } from '../../platform.ts';
import { SettingsService } from '../settings/settings.ts';
import { parseMeminfo, parseVmStat } from './memory-now.ts';
import { SystemService } from './system.ts';

const runnerFile = join(import.meta.dirname, '../../runner/runner.ts');
let home: string;
let settings: SettingsService;
const opened: SystemService[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alcove-system-'));
  settings = new SettingsService({ file: join(home, 'settings.json') });
});
afterEach(() => {
  for (const system of opened.splice(0)) system.dispose();
  rmSync(home, { recursive: true, force: true });
});

function open(options: { runnerFile?: string; platform?: Platform; version?: string } = {}): SystemService {
  const system = new SystemService({ platform: nodePlatform, runnerFile, home, version: '1.0.0', settings, ...options });
  opened.push(system);
  return system;
}

async function noticesOf(system: SystemService): Promise<string[]> {
  for await (const notices of system.watchNotices()) return notices.map(({ code }) => code);
  return [];
}

/** A runner that is a few lines of JavaScript. */
function writeRunner(code: string): string {
  const file = join(home, 'runner.mjs');
  writeFileSync(file, code);
  return file;
}

const hardware: Hardware = {
  cpu: { name: 'Chip', physicalCores: 4, logicalCores: 8 },
  memoryBytes: 8e9,
  gpus: [{ name: 'Card', memoryBytes: 6e9 }],
  gpuApi: 'vulkan',
};

test('the engine’s own runner says what the computer is', async () => {
  const system = open();
  const answer = await system.hardware();
  expect(answer.cpu.logicalCores).toBeGreaterThan(0);
  expect(answer.memoryBytes).toBeGreaterThan(1e8);
  expect(await noticesOf(system)).toEqual([]);
});

test('a page sees the hardware as soon as it is known', async () => {
  const seen: unknown[] = [];
  for await (const value of open().watchHardware()) {
    seen.push(value);
    if (value !== undefined) break;
  }
  expect(seen).toEqual([undefined, expect.objectContaining({ cpu: expect.anything() })]);
});

test('the answer is kept for the next start, until Alcove is another version', async () => {
  const asked = join(home, 'asked');
  const code = `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(asked)}, 'x');
    process.on('message', () => process.send({ type: 'hardware', hardware: ${JSON.stringify(hardware)}, memory: { freeBytes: 1, totalBytes: 2 } }));`;
  const file = writeRunner(code);
  expect(await open({ runnerFile: file }).hardware()).toEqual(hardware);
  expect(await open({ runnerFile: file }).hardware()).toEqual(hardware);
  expect(readFileSync(asked, 'utf8')).toBe('x');
  await open({ runnerFile: file, version: '2.0.0' }).hardware();
  expect(readFileSync(asked, 'utf8')).toBe('xx');
  writeFileSync(join(home, 'cache', 'hardware.json'), 'not JSON');
  expect(await open({ runnerFile: file }).hardware()).toEqual(hardware);
});

test.each([
  ['dies', 'process.exit(3)'],
  ['is killed', 'process.kill(process.pid, "SIGSEGV")'],
  ['says that it cannot', 'process.on("message", () => process.send({ type: "failed", reason: "no driver" }))'],
  ['talks nonsense', 'process.on("message", () => process.send({ type: "hardware", hardware: { gpus: 3 } }))'],
])('a runner that %s costs a notice, and the system’s own facts are used', async (_, code) => {
  const system = open({ runnerFile: writeRunner(code) });
  const answer = await system.hardware();
  expect(answer).toMatchObject({ memoryBytes: totalmem(), gpus: [] });
  expect(await noticesOf(system)).toEqual(['hardware.unknown']);
  system.dismissNotice({ id: 'hardware' });
  expect(await noticesOf(system)).toEqual([]);
  expect(existsSync(join(home, 'cache', 'hardware.json'))).toBe(false);
});

test('free memory is what programs could get, with the graphics card’s when there is one', async () => {
  const plain = await open().memory();
  expect(plain.freeBytes).toBeGreaterThan(0);
  expect(plain.freeBytes).toBeLessThanOrEqual(plain.totalBytes);
  expect(plain.gpu).toBeUndefined();
  const system = open({
    runnerFile: writeRunner(`process.on('message', ({ type }) => process.send(type === 'hardware'
      ? { type, hardware: ${JSON.stringify(hardware)} }
      : { type, memory: { freeBytes: 1, totalBytes: 2, gpu: { freeBytes: 5e9, totalBytes: 6e9 } } }));`),
    version: 'card',
  });
  const [, first, second] = await Promise.all([system.hardware(), system.memory(), system.memory()]);
  expect(first.gpu).toEqual({ freeBytes: 5e9, totalBytes: 6e9 });
  expect(second.gpu).toEqual(first.gpu);
});

test('a graphics driver that kills its runner costs the card’s numbers only', async () => {
  const code = `process.on('message', ({ type }) => { if (type === 'memory') process.exit(1); process.send({ type, hardware: ${JSON.stringify(hardware)} }); });`;
  const system = open({ runnerFile: writeRunner(code) });
  await system.hardware();
  const memory = await system.memory();
  expect(memory.gpu).toBeUndefined();
  expect(memory.freeBytes).toBeGreaterThan(0);
});

test('a watch of the memory ends with its page', async () => {
  const abort = new AbortController();
  let count = 0;
  for await (const memory of open().watchMemory(abort.signal)) {
    expect(memory.totalBytes).toBeGreaterThan(0);
    count++;
    abort.abort();
  }
  expect(count).toBe(1);
});

test('caches that a system gives up at once count as free', () => {
  expect(parseMeminfo('MemTotal:       24684084 kB\nMemFree:          300000 kB\nMemAvailable:   20000000 kB\n')).toBe(20_000_000 * 1024);
  expect(parseMeminfo('MemTotal: 1 kB\n')).toBeUndefined();
  const stat = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            200000.
Pages inactive:                           50000.
Pages speculative:                         2000.
Pages purgeable:                           1000.
`;
  expect(parseVmStat(stat)).toBe(63_000 * 16_384);
  expect(parseVmStat('nonsense')).toBeUndefined();
});

test('what Alcove keeps is measured and cleared, models and conversations stay', async () => {
  for (const folder of ['models/a', 'cache/x', 'logs']) mkdirSync(join(home, folder), { recursive: true });
  for (const file of ['models/a/m.gguf', 'cache/x/c', 'logs/alcove.log', 'alcove.db', 'alcove.db-wal'])
    writeFileSync(join(home, file), 'x'.repeat(1000));
  const system = open();
  const sizes = async () => Object.fromEntries((await system.storage()).map(({ what, sizeBytes }) => [what, sizeBytes]));
  expect(await sizes()).toEqual({ models: 1000, conversations: 2000, cache: 1000, logs: 1000, trash: 0 });
  for (const what of ['cache', 'logs', 'trash'] as const) await system.clearStorage({ what });
  expect(await sizes()).toEqual({ models: 1000, conversations: 2000, cache: 0, logs: 0, trash: 0 });
  expect(readdirSync(join(home, 'models/a'))).toEqual(['m.gguf']);
  for (const entry of await system.storage())
    if (['cache', 'logs', 'trash'].includes(entry.what)) expect(entry.limitBytes).toBeGreaterThan(0);
});

test('the drive of new models is the default folder’s, and the data folder’s while that is away', async () => {
  const { blocks, bsize } = statfsSync(home);
  settings.update({ defaultModelFolder: home });
  expect(await open().disk()).toMatchObject({ path: home, totalBytes: blocks * bsize });
  settings.update({ defaultModelFolder: join(home, 'unplugged') });
  expect(await open().disk()).toMatchObject({ path: home });
});

test('the About page knows the host, the engine and the data folder', () => {
  expect(open().info()).toMatchObject({
    host: 'headless',
    version: '1.0.0',
    dataFolder: home,
    canPickFiles: false,
    node: process.versions.node,
  });
  expect(open().info().engine).toMatch(/^node-llama-cpp \d+\.\d+\.\d+, llama\.cpp v/);
});

test('only web and mail addresses are opened outside', async () => {
  const urls: string[] = [];
  const platform: Platform = { ...nodePlatform, openExternal: async (url) => void urls.push(url) };
  const system = open({ platform });
  await system.openExternal({ url: 'https://example.org/a b' });
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'ssh://host', 'nonsense', '']) {
    await expect(system.openExternal({ url })).rejects.toMatchObject({ code: 'request.invalid' });
  }
  expect(urls).toEqual(['https://example.org/a%20b']);
  await expect(open().openExternal({ url: 'https://example.org' })).rejects.toMatchObject({ code: 'platform.unsupported' });
});
