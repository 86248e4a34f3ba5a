import { Ollama, type ProgressResponse } from 'ollama';
import { afterEach, expect, test } from 'vitest';
import { downloadList, startTestApi, type TestApi, testDownload, testModel } from '../test-api.ts';
import { ollama } from './ollama.ts';

let api: TestApi;
afterEach(() => api.close());

async function start(
  models = [testModel('tiny', { architecture: 'llama', parameterCount: 135e6, quantization: 'Q4_0' })],
): Promise<Ollama> {
  api = await startTestApi([ollama], models);
  return new Ollama({ host: api.url });
}

test('listed names have a tag, and each is understood again', async () => {
  const models = [
    testModel('tiny', { architecture: 'llama', parameterCount: 135e6, quantization: 'Q4_0' }),
    testModel('qwen3-8b@q4_k_m', { quantization: 'Q4_K_M' }),
    testModel('qwen3-8b@q8_0', { quantization: 'Q8_0' }),
    testModel('llama-3.2-1b', { aliases: ['llama3.2:1b'] }),
    testModel('other/twin@q8_0~2', { quantization: 'Q8_0' }),
    testModel('broken', { broken: { reason: 'truncated' } }),
    testModel('eyes', { kind: 'projector' }),
  ];
  const client = await start(models);
  const { models: listed } = await client.list();
  expect(listed.map(({ name }) => name).slice(0, 4)).toEqual(['tiny:latest', 'qwen3-8b:q4_k_m', 'qwen3-8b:q8_0', 'llama3.2:1b']);
  expect(listed).toHaveLength(5);
  expect(listed[0]).toMatchObject({
    size: 1000,
    details: { format: 'gguf', family: 'llama', parameter_size: '135.00M', quantization_level: 'Q4_0' },
  });
  expect(new Set(listed.map(({ digest }) => digest)).size).toBe(5);
  for (const { name } of listed) await client.generate({ model: name, prompt: 'Hi' });
  expect(api.engine.requests.map(({ model }) => model)).toEqual(models.slice(0, 5).map(({ id }) => id));
});

test('what is loaded, and until when', async () => {
  const client = await start();
  expect((await client.ps()).models).toEqual([]);
  await client.generate({ model: 'tiny', prompt: '' });
  expect((await client.ps()).models).toMatchObject([{ name: 'tiny:latest', size: 1000, size_vram: 0, context_length: 1024 }]);
});

test('what a model is and can', async () => {
  const client = await start([testModel('tiny', { canReason: true, sampling: { temperature: 0.3 } })]);
  const shown = await client.show({ model: 'tiny' });
  expect(shown).toMatchObject({
    capabilities: ['completion', 'tools', 'thinking'],
    template: '{{ tools }}{{ messages }}',
    model_info: { 'general.architecture': 'llama' },
  });
  expect(shown.parameters).toMatch(/^temperature +0\.3$/);
});

test('a delete unloads first; what belongs to Alcove is refused', async () => {
  const client = await start([testModel('tiny'), testModel('own', { place: 'starter' })]);
  await client.delete({ model: 'tiny' });
  expect([api.engine.unloads, api.removed]).toEqual([['tiny'], ['tiny']]);
  await expect(client.delete({ model: 'own' })).rejects.toMatchObject({ status_code: 403 });
  await expect(client.delete({ model: 'nobody' })).rejects.toMatchObject({ status_code: 404 });
  expect(api.engine.unloads).toEqual(['tiny']);
});

test('a copy says why there is none', async () => {
  const client = await start();
  await expect(client.copy({ source: 'tiny', destination: 'other' })).rejects.toThrow(/not copied here.*Use "tiny"/);
  await expect(client.copy({ source: 'nobody', destination: 'other' })).rejects.toMatchObject({ status_code: 404 });
});

test('a pull tells how far it is, until the model is here', async () => {
  const client = await start();
  api.downloads.set(downloadList(testDownload('d1', { type: 'running', bytesPerSecond: 1 }, 400)));
  const lines: ProgressResponse[] = [];
  const stream = await client.pull({ model: 'hf.co/owner/tiny-GGUF:Q4_K_M', stream: true });
  for await (const line of stream) {
    lines.push(line);
    if (line.completed === 400) api.downloads.set(downloadList(testDownload('d1', { type: 'checking', checkedBytes: 0 }, 1000)));
    if (line.status.startsWith('verifying')) api.downloads.set(downloadList(testDownload('d1', { type: 'done', isVerified: true }, 1000)));
  }
  expect(api.added).toEqual([{ source: 'hugging-face', repository: 'owner/tiny-GGUF', versionId: 'Q4_K_M' }]);
  expect(lines).toEqual([
    { status: 'pulling manifest' },
    { status: 'pulling Q4_K_M', digest: 'd1', total: 1000, completed: 400 },
    { status: 'verifying sha256 digest' },
    { status: 'success' },
  ]);
});

test('a pull that fails later ends with the reason, and without a stream it has a status', async () => {
  const client = await start();
  const running = downloadList(testDownload('d1', { type: 'running', bytesPerSecond: 1 }));
  const failed = downloadList(
    testDownload('d1', { type: 'failed', error: { code: 'file.no-space', data: { neededBytes: 9, freeBytes: 1 } } }),
  );
  api.downloads.set(running);
  const reading = (async () => {
    for await (const line of await client.pull({ model: 'owner/tiny-GGUF', stream: true })) if (line.digest) api.downloads.set(failed);
  })();
  await expect(reading).rejects.toThrow(/drive is full/);
  api.downloads.set(running);
  const whole = client.pull({ model: 'owner/tiny-GGUF' });
  while (api.added.length < 2 || api.downloads.watcherCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  api.downloads.set(failed);
  await expect(whole).rejects.toMatchObject({ status_code: 503 });
});

test("a pull of a model that is here succeeds at once; of Ollama's own registry it is refused", async () => {
  const client = await start();
  expect(await client.pull({ model: 'tiny' })).toEqual({ status: 'success' });
  await expect(client.pull({ model: 'llama3.2' })).rejects.toThrow(/no model's address.*hf\.co\/owner\/name/);
  expect(api.added).toEqual([]);
});

test('the version is that of the API, with our own beside it', async () => {
  const client = await start();
  expect(await client.version()).toEqual({ version: '0.12.6', alcove: '1.2.3' });
});
