import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import { folderOf, targetOf } from './paths.ts';
import { big, openDownloads, type TestDownloads } from './test-downloads.ts';

let host: TestDownloads;
beforeEach(async () => {
  host = await openDownloads();
});
afterEach(() => host.dispose());

const of = (repository: string) => ({ source: 'hugging-face' as const, repository });
const refused = expect.objectContaining({ code: 'download.unsafe-name' });

test.each(['../../../evil-Q8_0.gguf', 'a/../../../../evil-Q8_0.gguf', 'C:evil-Q8_0.gguf', 'a\\..\\evil-Q8_0.gguf', 'nul/evil-Q8_0.gguf'])(
  'a file called %s is refused, also when the hub service let it through',
  async (path) => {
    await host.hub.standIn.add({ id: 'evil/Model-GGUF', files: { [path]: generatedContent({ sizeBytes: 1000 }) } });
    await expect(host.downloads.add(of('evil/Model-GGUF'))).rejects.toMatchObject({ code: 'hub.no-version' });
    const { hub } = host.hub;
    const page = await hub.describe(of(big));
    const versions = page.versions.map((version) => ({ ...version, files: version.files.map((file) => ({ ...file, path })) }));
    const lying = { describe: async () => ({ ...page, versions }), fits: hub.fits.bind(hub), source: hub.source.bind(hub) };
    await host.restart({ hub: { ...lying, endpoint: hub.endpoint, watch: hub.watch.bind(hub) } });
    await expect(host.downloads.add(of(big))).rejects.toEqual(refused);
    expect(host.files()).toEqual([]);
    expect(host.downloads.list().downloads).toEqual([]);
  },
);

test('neither repository nor file lead out of the models folder', () => {
  for (const repository of ['../..', 'a/..', './b', 'con/b', 'a']) {
    const make = () => targetOf(folderOf('/models', repository), 'x.gguf');
    if (repository === 'a') expect(make()).toBe(join('/models', 'a', 'x.gguf'));
    else expect(make, repository).toThrow(refused);
  }
});

test('a folder that is a link to another place is refused when it is added', async () => {
  symlinkSync(host.library.other, join(host.modelsFolder, 'acme'));
  await expect(host.downloads.add(of(big))).rejects.toEqual(refused);
  expect(readdirSync(host.library.other)).toEqual([]);
});

test('a folder that became a link meanwhile is refused when it goes on', async () => {
  host.hub.standIn.setFaults({ rate: 1e6 });
  const { id } = await host.downloads.add(of(big));
  await host.until(id, 'running');
  host.downloads.pause({ id });
  await host.restart();
  rmSync(join(host.modelsFolder, 'acme'), { recursive: true });
  symlinkSync(host.library.other, join(host.modelsFolder, 'acme'));
  host.downloads.resume({ id });
  expect((await host.until(id, 'failed', 'done')).state).toMatchObject({ type: 'failed', error: { code: 'download.unsafe-name' } });
  expect(readdirSync(host.library.other)).toEqual([]);
  await host.downloads.cancel({ id });
  await host.restart();
  expect(readdirSync(host.library.other)).toEqual([]);
});

test('a models folder that is gone is not made anew, and one that changed takes only new downloads', async () => {
  const drive = join(host.library.root, 'drive');
  mkdirSync(drive);
  await host.library.models.setDefaultFolder({ path: drive });
  host.hub.standIn.setFaults({ rate: 1e6 });
  const { id } = await host.downloads.add(of(big));
  await host.until(id, 'running');
  host.downloads.pause({ id });
  await host.restart();
  rmSync(drive, { recursive: true });
  await host.library.models.setDefaultFolder({ path: host.modelsFolder });
  host.downloads.resume({ id });
  expect((await host.until(id, 'failed')).state).toMatchObject({ error: { code: 'file.not-found', data: { path: drive } } });
  mkdirSync(drive);
  host.hub.standIn.clearFaults();
  host.downloads.resume({ id });
  const { folder } = await host.until(id, 'done');
  expect(folder).toBe(join(drive, 'acme', 'Big-GGUF'));
  expect(host.files()).toEqual([]);
});
