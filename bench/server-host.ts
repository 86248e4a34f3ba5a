/**
 * The process that serves, for the server benchmark: the whole app with its server on, which also does the same work without the
 * server (`generate` messages), so that what HTTP, JSON, events, keys and the log cost can be told apart from the engine.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from '../electron/app.ts';
import { nodePlatform } from '../electron/platform.ts';
import type { GenerationRequest } from '../shared/generation.ts';
import type { Measured } from './server-requests.ts';

export type ToHost =
  | { type: 'start'; model: string; threads: number; slots: number; contextLength: number }
  | { type: 'generate'; requests: GenerationRequest[] };
export type FromHost = { type: 'started'; address: string; modelId: string; runnerPid: number } | { type: 'generated'; measured: Measured };

const root = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'alcove-bench-'));
const app = createApp({
  platform: nodePlatform,
  home,
  outDirectory: join(root, 'out'),
  version: '0.0.0',
  resourcesFolder: join(root, 'resources'),
  programPlaces: { home, systemRoot: home, environment: {} },
});

process.on('message', (message: ToHost) => {
  void handle(message).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => void app.dispose().then(() => process.exit()));

async function handle(message: ToHost): Promise<FromHost> {
  return message.type === 'start' ? start(message) : { type: 'generated', measured: await generate(message.requests) };
}

async function start({ model, threads, slots, contextLength }: Extract<ToHost, { type: 'start' }>): Promise<FromHost> {
  await app.models.ready;
  await app.models.import({ paths: [model], mode: 'link' });
  const { id } = app.models.find(model);
  const settings = { threads, parallelSlots: slots, contextLength, idleUnloadMinutes: 0 };
  await app.engine.load({ modelId: id, settings });
  for await (const { models } of app.engine.watch()) {
    const loaded = models.find(({ modelId }) => modelId === id);
    if (loaded?.state.type === 'failed') throw new Error(JSON.stringify(loaded.state.error));
    if (loaded?.state.type !== 'ready') continue;
    await app.server.start({ port: 0 });
    const { state } = app.server;
    if (state.type !== 'on') throw new Error('The server did not start.');
    return { type: 'started', address: state.addresses[0] ?? '', modelId: id, runnerPid: loaded.processId ?? process.pid };
  }
  throw new Error('The model was not loaded.');
}

async function generate(requests: GenerationRequest[]): Promise<Measured> {
  const startedAt = performance.now();
  const answers = await Promise.all(
    requests.map(async (request) => {
      let firstTokenMs = 0;
      let tokens = 0;
      for await (const event of app.engine.generate(request, new AbortController().signal)) {
        if (event.type === 'text' && firstTokenMs === 0) firstTokenMs = performance.now() - startedAt;
        if (event.type === 'error') throw new Error(JSON.stringify(event.error));
        if (event.type === 'done') tokens = event.usage.completionTokens;
      }
      return { firstTokenMs, tokens };
    }),
  );
  return { answers, wallMs: performance.now() - startedAt };
}
