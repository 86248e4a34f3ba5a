import { afterEach, expect, test } from 'vitest';
import { downloadList, startTestApi, type TestApi, testDownload, testModel } from '../test-api.ts';
import { native } from './native.ts';

let api: TestApi;
afterEach(() => api.close());

const tiny = testModel('tiny', { quantization: 'Q4_0', contextLength: 2048 });

async function start(models = [tiny]): Promise<void> {
  api = await startTestApi([native], models);
}

async function send(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${api.url}/api/v1${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('models are listed with what they would take and where they stand; projectors are not', async () => {
  await start([tiny, testModel('bad', { broken: { reason: 'truncated' } }), testModel('eyes', { kind: 'projector' })]);
  const { body } = await send('GET', '/models');
  expect(body.models).toMatchObject([
    { id: 'tiny', quantization: 'Q4_0', max_context_length: 2048, fit: 'memory', needed_bytes: 1500, state: 'not-loaded', loaded: null },
    { id: 'bad', broken: 'truncated' },
  ]);
});

test('a load answers when the model is ready, with what it was loaded with; an unload says whether it was', async () => {
  await start();
  const wish = { model: 'tiny', context_length: 512, parallel: 2, gpu_layers: 'auto', keep_loaded_seconds: 60 };
  const { status, body } = await send('POST', '/models/load', wish);
  expect(status).toBe(200);
  expect(body.model).toMatchObject({ id: 'tiny', state: 'ready', loaded: { context_length: 512, parallel: 2, memory_bytes: 1000 } });
  expect(api.engine.loads).toMatchObject([
    { modelId: 'tiny', settings: { contextLength: 512, parallelSlots: 2, gpuLayers: 'auto' }, keepLoadedSeconds: 60, isServed: true },
  ]);
  expect((await send('POST', '/models/unload', { model: 'tiny' })).body).toEqual({ model: 'tiny', was_loaded: true });
  expect((await send('POST', '/models/unload', { model: 'tiny' })).body).toEqual({ model: 'tiny', was_loaded: false });
});

test('an id with slashes is one model', async () => {
  await start([testModel('owner/twin@q8_0')]);
  for (const path of ['/models/owner/twin@q8_0', '/models/owner%2Ftwin%40q8_0']) {
    expect((await send('GET', path)).body).toMatchObject({ model: { id: 'owner/twin@q8_0' } });
  }
});

test('a download is begun, followed by its id and cancelled', async () => {
  await start();
  api.downloads.set(downloadList(testDownload('d1', { type: 'running', bytesPerSecond: 5, secondsLeft: 120 }, 400)));
  const begun = await send('POST', '/models/download', { model: 'https://huggingface.co/owner/tiny-GGUF:Q4_K_M' });
  expect(begun).toMatchObject({
    status: 202,
    body: { id: 'd1', status: 'running', done_bytes: 400, total_bytes: 1000, seconds_left: 120 },
  });
  expect(api.added).toEqual([{ source: 'hugging-face', repository: 'owner/tiny-GGUF', versionId: 'Q4_K_M' }]);
  api.downloads.set(downloadList(testDownload('d1', { type: 'done', modelId: 'tiny', isVerified: true }, 1000)));
  for (const path of ['/models/download/status/d1', '/models/download/status?id=d1']) {
    expect((await send('GET', path)).body).toMatchObject({ status: 'done', model: 'tiny', is_verified: true });
  }
  api.downloads.set(downloadList(testDownload('d1', { type: 'failed', error: { code: 'hub.not-found', data: { repository: 'o/t' } } })));
  expect((await send('GET', '/models/download/status/d1')).body).toMatchObject({ status: 'failed', reason: 'There is no repository o/t.' });
  expect((await send('DELETE', '/models/download/d1')).body).toEqual({ id: 'd1', status: 'cancelled' });
  expect((await send('GET', '/models/download/status/d1')).status).toBe(404);
});

test('text to tokens and back', async () => {
  await start();
  expect((await send('POST', '/tokenize', { model: 'tiny', text: 'ab' })).body).toEqual({ model: 'tiny', tokens: [97, 98], count: 2 });
  expect((await send('POST', '/tokenize', { model: 'tiny', text: 'a', control_tokens: true })).body.tokens).toEqual([1, 97]);
  expect((await send('POST', '/detokenize', { model: 'tiny', tokens: [97, 98] })).body).toEqual({ model: 'tiny', text: 'ab' });
});

test.each([
  ['POST', '/models/load', { model: 'tinny' }, 404, { code: 'model-not-found', nearest: ['tiny'], param: 'model' }],
  ['POST', '/models/load', { model: 'tiny', context_length: 1 }, 400, { code: 'invalid', param: 'context_length' }],
  ['POST', '/models/load', { model: 'tiny', parallel: 65 }, 400, { code: 'invalid', param: 'parallel' }],
  ['POST', '/models/unload', {}, 400, { code: 'invalid', param: 'model' }],
  ['POST', '/models/download', { model: 'llama3.2' }, 400, { code: 'invalid', param: 'model' }],
  ['GET', '/models/download/status', undefined, 400, { code: 'invalid', param: 'id' }],
  ['GET', '/models/nobody/at-all', undefined, 404, { code: 'model-not-found' }],
  ['POST', '/tokenize', { model: 'tiny' }, 400, { code: 'invalid', param: 'text' }],
  ['POST', '/detokenize', { model: 'tiny', tokens: [-1] }, 400, { code: 'invalid', param: 'tokens.0' }],
  ['POST', '/detokenize', { model: 'tiny', tokens: [2_000_000] }, 400, { code: 'invalid' }],
  ['GET', '/nothing', undefined, 404, { code: 'not-found' }],
])('%s %s with %j is refused', async (method, path, body, status, error) => {
  await start();
  expect(await send(method, path, body)).toMatchObject({ status, body: { error } });
});
