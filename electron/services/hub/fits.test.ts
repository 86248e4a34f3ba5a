import { expect, test } from 'vitest';
import type { Estimate } from '../../../shared/engine.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { VersionFit } from '../../../shared/hub.ts';
import { groupVersions } from '../../../shared/versions.ts';
import { type FitsWish, watchFits } from './fits.ts';
import type { ModelSource } from './model-source.ts';
import type { RemoteModel } from './remote-header.ts';

const { versions } = groupVersions(
  ['Q2_K', 'Q4_K_M', 'Q8_0', 'F16'].map((name, index) => ({ path: `m-${name}.gguf`, sizeBytes: 1e9 * (index + 1), sha256: undefined })),
);
const wish: FitsWish = { source: { id: 'hugging-face' } as ModelSource, repository: 'a/b', revision: 'c', versions };
const header: GgufHeader = {
  version: 3,
  metadata: { 'general.architecture': 'llama', 'llama.context_length': 4096 },
  tensors: [],
  dataOffset: 0,
  alignment: 32,
};

/** What was read, with the header it was read by the help of, and what a failing version throws. */
function setUp(failures: Record<string, Error> = {}) {
  const read: { path: string; like: GgufHeader | undefined }[] = [];
  const contexts: (number | undefined)[] = [];
  const logged: string[] = [];
  const options = {
    headers: {
      read: async ({ files }: RemoteModel, { like }: { like?: GgufHeader | undefined } = {}) => {
        const path = files[0]?.path ?? '';
        read.push({ path, like });
        await Promise.resolve();
        if (failures[path]) throw failures[path];
        return header;
      },
    },
    engine: {
      estimateHeader: async ({ modelId, contextLength }: { modelId: string; contextLength: number | undefined }) => {
        contexts.push(contextLength);
        return { modelId, fit: 'memory' } as Estimate;
      },
    },
    logger: { error: (message: string) => void logged.push(message) },
  };
  return { options, read, contexts, logged };
}

async function collect(fits: AsyncIterable<VersionFit[]>): Promise<VersionFit[][]> {
  const all: VersionFit[][] = [];
  for await (const each of fits) all.push(each);
  return all;
}

test('first all versions without estimates, then one after the other, the recommended one first', async () => {
  const { options, read, contexts } = setUp();
  const steps = await collect(watchFits(options, wish));
  expect(steps[0]).toEqual(versions.map(({ id }) => ({ versionId: id })));
  expect(steps[1]?.filter(({ estimate }) => estimate).map(({ versionId }) => versionId)).toEqual(['Q4_K_M']);
  expect(steps.at(-1)?.map(({ versionId, estimate }) => [versionId, estimate?.modelId])).toEqual(
    versions.map(({ id }) => [id, `a/b:${id}`]),
  );
  expect(read[0]).toEqual({ path: 'm-Q4_K_M.gguf', like: undefined });
  expect(read.slice(1).every(({ like }) => like === header)).toBe(true);
  expect(contexts).toEqual([4096, 4096, 4096, 4096]);
});

test('what is wrong with one version is said there and keeps no other from being judged', async () => {
  const { options, logged } = setUp({
    'm-Q4_K_M.gguf': new AppError('model.broken', 'cut', { data: { reason: 'truncated' } }),
    'm-F16.gguf': new TypeError('a bug'),
  });
  const last = (await collect(watchFits(options, wish))).at(-1);
  const of = (id: string) => last?.find(({ versionId }) => versionId === id);
  expect(of('Q4_K_M')).toEqual({ versionId: 'Q4_K_M', error: { code: 'model.broken', data: { reason: 'truncated' } } });
  expect(of('F16')).toEqual({ versionId: 'F16' });
  expect(of('Q8_0')?.estimate).toBeDefined();
  expect(logged).toHaveLength(1);
});

test('what holds for all versions is asked once', async () => {
  const { options, read } = setUp({ 'm-Q4_K_M.gguf': new AppError('hub.sign-in-needed', 'gated', { data: { repository: 'a/b' } }) });
  const last = (await collect(watchFits(options, wish))).at(-1);
  expect(last?.map(({ error }) => error?.code)).toEqual(versions.map(() => 'hub.sign-in-needed'));
  expect(read).toHaveLength(1);
});

test('an incomplete version is not read', async () => {
  const { options, read } = setUp();
  const [first] = versions;
  if (!first) throw new Error('no version');
  const last = (await collect(watchFits(options, { ...wish, versions: [{ ...first, isComplete: false }] }))).at(-1);
  expect(last?.[0]?.error).toEqual({ code: 'model.broken', data: { reason: 'missing-parts' } });
  expect(read).toEqual([]);
});

test('who leaves early ends what is being read', async () => {
  const { options } = setUp();
  let signal: AbortSignal | undefined;
  const read = (_model: RemoteModel, wished: { signal?: AbortSignal | undefined } = {}) => {
    signal = wished.signal;
    return new Promise<GgufHeader>((_, reject) => signal?.addEventListener('abort', () => reject(signal?.reason)));
  };
  const controller = new AbortController();
  const steps = watchFits({ ...options, headers: { read } }, wish, controller.signal);
  await steps.next();
  const second = steps.next();
  controller.abort();
  expect(await second).toEqual({ done: true, value: undefined });
  expect(signal?.aborted).toBe(true);
});
