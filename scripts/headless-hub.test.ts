/** The built command line against a hub: real processes, as a person or a script starts them. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fileContent } from '../e2e/hub-stand-in/content.ts';
import { type RunningHub, startHub } from '../e2e/hub-stand-in/hub.ts';
import { standardIds, standardRepositories } from '../e2e/hub-stand-in/standard-repositories.ts';
import { writeScriptedModel } from '../e2e/tiny-models/scripted-model.ts';
import { connect } from '../electron/cli/open-client.ts';
import type { Download } from '../shared/downloads.ts';
import type { FoundModel } from '../shared/hub.ts';
import type { Model } from '../shared/models.ts';
import { createCommands, ensureBuilt, type Started } from './test-command.ts';

let folder: string;
let home: string;
let hub: RunningHub;
const commands = createCommands();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-hub-'));
  ensureBuilt();
}, 120_000);
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'alcove-cli-'));
  variables = {};
  hub = await startHub({ repositories: standardRepositories(folder) });
});
afterEach(async () => {
  commands.killAll();
  await hub.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Variables of the environment of what is started next. */
let variables: Record<string, string> = {};

function start(...args: string[]): Started {
  const { HF_TOKEN: _, HF_ENDPOINT: __, ...environment } = process.env;
  return commands.start([...args, '--endpoint', hub.endpoint], { home, environment: { ...environment, ...variables } });
}

const alcove = (...args: string[]) => start(...args).ended;

/** The library without the starter. */
async function library(): Promise<Model[]> {
  const models = JSON.parse((await alcove('ls', '--json')).stdout) as Model[];
  return models.filter(({ place }) => place !== 'starter');
}

/** Paths of all files below the models folder. */
const modelFiles = () =>
  existsSync(join(home, 'models'))
    ? readdirSync(join(home, 'models'), { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(home, 'models', path)).isFile())
        .map((path) => path.replaceAll('\\', '/'))
    : [];

/** What the data host was asked for. */
const asked = () => hub.requests().filter(({ server }) => server === 'data');

const wide = 'acme/Wide-1B-GGUF';
const widePath = `${wide}/Wide-1B-Q8_0.gguf`;

/** A model of three chunks. */
async function addWide(): Promise<void> {
  const file = join(folder, 'Wide-1B-Q8_0.gguf');
  if (!existsSync(file)) writeScriptedModel(file, { script: 'Wide.', name: 'Wide 1B', fileType: 7, extraMegabytes: 40 });
  await hub.add({ id: wide, files: { 'Wide-1B-Q8_0.gguf': fileContent(file) } });
}

const slow = { rate: 12e6 };
const farEnough = /[2-9]\d\s?%/;

test('search shows what the hub has, as a table and as JSON, and no more than asked for', async () => {
  const { code, stdout } = await alcove('search', 'qwen3');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^REPOSITORY +PARAMETERS +DOWNLOADS +ON THIS COMPUTER\n/);
  expect(stdout).toMatch(new RegExp(`^${standardIds.thinker} +1\\.7B +[\\d,]+ +\\S+`, 'm'));
  const json = await alcove('search', 'qwen3', '--limit', '1', '--json');
  const found = JSON.parse(json.stdout) as (FoundModel & { fit: string })[];
  expect(found).toHaveLength(1);
  expect(found[0]?.fit).toBeTypeOf('string');
});

test('a hub that is not there is one sentence and exit code 1', async () => {
  await hub.close();
  const result = await alcove('search', 'qwen3');
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(/^127\.0\.0\.1\S* does not accept connections\.\n$/);
  hub = await startHub();
});

test('pull brings a model whole, checked and with its origin; a second time there is nothing to do', async () => {
  const { code, stdout } = await alcove('pull', standardIds.talker);
  expect(stdout).toMatch(/^Qwen3 0\.6B Q4_K_M is here and checked \(6\.2\sMB\)\. Talk to it with: alcove run \S+\n$/);
  expect(code).toBe(0);
  expect(modelFiles()).toEqual([`${standardIds.talker}/Qwen3-0.6B-Q4_K_M.gguf`]);
  const [model, ...others] = await library();
  expect(others).toEqual([]);
  expect(model).toMatchObject({ origin: { source: 'hugging-face', repository: standardIds.talker }, quantization: 'Q4_K_M' });
  expect(stdout).toContain(`alcove run ${model?.id}\n`);
  hub.clearRequests();
  expect(await alcove('pull', standardIds.talker)).toMatchObject({ code: 0, stdout: expect.stringContaining('is here already') });
  expect(asked()).toEqual([]);
});

test('a file whose hash is wrong each time is exit code 1, and never in the library', async () => {
  hub.setFaults({ path: 'Q4_K_M', corruptAt: 3_000_000 });
  const { code, stdout, stderr } = await alcove('pull', `${standardIds.talker}:Q4_K_M`);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/Qwen3-0\.6B-Q4_K_M\.gguf arrived damaged/);
  expect(modelFiles().filter((path) => path.endsWith('.gguf'))).toEqual([]);
  expect(await library()).toEqual([]);
});

test('Ctrl+C pauses with what is there, and the same command asks for nothing twice', async () => {
  await addWide();
  hub.setFaults(slow);
  const first = start('pull', wide);
  await first.says(farEnough);
  first.child.kill('SIGINT');
  const { code, stderr } = await first.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/Paused; \S+\s\SB are here and stay\. Go on with: alcove pull \S+\n$/);
  expect(modelFiles().toSorted()).toEqual([`${widePath}.part`, `${widePath}.part.json`]);
  const { done, sizeBytes } = JSON.parse(readFileSync(join(home, 'models', `${widePath}.part.json`), 'utf8')) as {
    done: number[];
    sizeBytes: number;
  };
  const kept = done.reduce((sum, bytes) => sum + bytes, 0);
  expect(kept).toBeGreaterThan(sizeBytes / 10);

  hub.clearFaults();
  hub.clearRequests();
  expect(await alcove('pull', wide)).toMatchObject({ code: 0, stdout: expect.stringContaining('is here and checked') });
  const lengths = asked().map(({ range }) => {
    const [from, to] = (/^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []).slice(1).map(Number);
    return (to as number) - (from as number) + 1;
  });
  expect(lengths.reduce((sum, bytes) => sum + bytes, 0)).toBe(sizeBytes - kept);
  expect(modelFiles()).toEqual([widePath]);
});

test('a command goes on with nothing that a killed one left, only with what it is asked for', async () => {
  await addWide();
  hub.setFaults(slow);
  const killed = start('pull', wide);
  await killed.says(farEnough);
  killed.child.kill('SIGKILL');
  await killed.ended;

  hub.clearFaults();
  hub.clearRequests();
  expect(await library()).toEqual([]);
  expect(hub.requests()).toEqual([]);
  expect((await alcove('pull', `${standardIds.talker}:q8_0`)).code).toBe(0);
  expect(hub.requests().filter(({ url }) => url.includes('Wide'))).toEqual([]);
  expect(modelFiles()).toContain(`${widePath}.part`);
  expect((await alcove('pull', wide)).code).toBe(0);
});

test('beside a host that runs, pull fills the list that its pages show', async () => {
  hub.setFaults({ rate: 12e6 });
  const host = start('serve-ui');
  const [address] = await host.says(/http:\/\/\S+token=\S+/);
  const url = new URL(address);
  const { client, close } = await connect({ port: Number(url.port), token: url.searchParams.get('token') as string });
  const done = new AbortController();
  const shown: Download[] = [];
  const watching = (async () => {
    for await (const { downloads } of await client.downloads.watch(undefined, { signal: done.signal })) shown.push(...downloads);
  })().catch(() => {});
  expect(await alcove('pull', standardIds.talker)).toMatchObject({ code: 0, stdout: expect.stringContaining('is here and checked') });
  await expect.poll(() => shown.at(-1)?.state).toMatchObject({ type: 'done', isVerified: true });
  expect(shown.map(({ state }) => state.type)).toContain('running');
  expect(new Set(shown.map(({ repository }) => repository))).toEqual(new Set([standardIds.talker]));
  done.abort();
  await watching;
  await close();
  host.child.kill('SIGINT');
  expect((await host.ended).code).toBe(0);
});

test('serve-ui --endpoint counts before the settings, and a second one says that it comes too late', async () => {
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ endpoint: 'mirror' }));
  const host = start('serve-ui');
  const [address] = await host.says(/http:\S+/);
  const url = new URL(address);
  const { client, close } = await connect({ port: Number(url.port), token: url.searchParams.get('token') as string });
  for await (const state of await client.hub.watch()) {
    expect(state).toMatchObject({ endpoint: hub.endpoint, endpointFrom: 'command-line' });
    break;
  }
  expect(await alcove('serve-ui')).toMatchObject({ code: 0, stderr: expect.stringContaining('--endpoint counts only when Alcove starts') });
  await close();
  host.child.kill('SIGINT');
  expect((await host.ended).code).toBe(0);
});

test('a quantization that is not there is answered with those that are', async () => {
  const { code, stdout, stderr } = await alcove('pull', `${standardIds.talker}:Q5_K_S`);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^bartowski\/Qwen3-0\.6B-GGUF has no "Q5_K_S"\. There are: .*Q4_K_M.*Q8_0.*\.\n$/);
  expect(stderr).not.toMatch(/mmproj|imatrix/);
});

test('a gated model says where its terms are; with a token of a person who may, the same command has it', async () => {
  const { code, stderr } = await alcove('pull', standardIds.gated);
  expect(code).toBe(1);
  expect(stderr).toContain(`Accept its terms at ${hub.endpoint}/${standardIds.gated}, and set HF_TOKEN`);
  expect(asked()).toEqual([]);

  writeFileSync(join(home, 'settings.json'), JSON.stringify({ tokenOrigins: [hub.endpoint] }));
  variables = { HF_TOKEN: 'hf_good' };
  expect((await alcove('pull', standardIds.gated)).code).toBe(0);
  expect(asked().length).toBeGreaterThan(0);
  expect(asked().filter(({ authorization }) => authorization !== undefined)).toEqual([]);
});

test('rm takes a model away, and rm --undo brings it back as it was', async () => {
  expect((await alcove('pull', `${standardIds.talker}:Q4_K_M`)).code).toBe(0);
  const before = await library();
  const removed = await alcove('rm', before[0]?.id as string);
  expect(removed).toMatchObject({ code: 0, stderr: '' });
  expect(await library()).toEqual([]);
  const [undo = ''] = /alcove rm --undo \S+/.exec(removed.stdout) ?? [];
  expect(await alcove(...undo.split(' ').slice(1))).toMatchObject({ code: 0, stdout: 'It is back.\n' });
  expect(await library()).toMatchObject([{ id: before[0]?.id, origin: before[0]?.origin }]);
  expect(await alcove('rm', 'no-such-model')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no-such-model') });
});
