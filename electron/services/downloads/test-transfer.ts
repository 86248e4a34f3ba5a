/** One transfer from the stand-in hub into a temporary folder, for tests. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Content } from '../../../e2e/hub-stand-in/content.ts';
import { type Faults, type HubOptions, type RunningHub, startHub } from '../../../e2e/hub-stand-in/hub.ts';
import { AppError } from '../../../shared/errors.ts';
import { Http } from '../../lib/http.ts';
// biome-ignore lint/style/noRestrictedImports: only tests use this file; the whole hub service would need the whole host.
import { HubClient } from '../hub/hub-client.ts';
// biome-ignore lint/style/noRestrictedImports: only tests use this file; the whole hub service would need the whole host.
import { HuggingFaceSource } from '../hub/hugging-face-source.ts';
import { type FileTransferOptions, type TransferState, type TransferTools, transferFile, type WholeFile } from './file-transfer.ts';
import { Connections, RateLimiter } from './pacing.ts';

export const testRepository = 'acme/Model-GGUF';
export const testPath = 'Model-Q4_0.gguf';
export const testChunkBytes = 256 * 1024;

export interface TestTransfer {
  hub: RunningHub;
  folder: string;
  finalPath: string;
  /** Everything that was told, oldest first. */
  states: TransferState[];
  /** Bytes that were there at each step. */
  progress: number[];
  source: HuggingFaceSource;
  run(options?: RunOptions): Promise<WholeFile>;
  /** Also puts it in its place; the hash of what lies there then. */
  fetch(options?: RunOptions): Promise<string>;
  /** Ends a transfer once so many bytes are there. */
  pauseAt(bytes: number): Promise<void>;
  /** Ranges that the data host was asked for, oldest first; undefined: the whole. */
  ranges(): (string | undefined)[];
  /** Names in the folder. */
  files(): string[];
  dispose(): Promise<void>;
}

interface RunOptions {
  tools?: Partial<TransferTools>;
  token?: string;
  finalPath?: string;
  expected?: FileTransferOptions['expected'];
  revision?: string;
  signal?: AbortSignal;
  onProgress?: (doneBytes: number) => void;
  onState?: (state: TransferState) => void;
  checkSpace?: () => Promise<void>;
  wake?: FileTransferOptions['wake'];
}

export async function openTransfer(
  content: Content,
  options: { hub?: HubOptions; path?: string; faults?: Faults | Faults[] | undefined } = {},
): Promise<TestTransfer> {
  const { path = testPath } = options;
  const hub = await startHub({ repositories: [{ id: testRepository, files: { [path]: content } }], ...options.hub });
  if (options.faults) hub.setFaults(options.faults);
  const folder = mkdtempSync(join(tmpdir(), 'alcove-transfer-'));
  const finalPath = join(folder, path);
  const http = new Http({ userAgent: 'Alcove/test' });
  const states: TransferState[] = [];
  const progress: number[] = [];
  const sourceWith = (token?: string) => testSource(http, hub.endpoint, token);

  async function run(given: RunOptions = {}): Promise<WholeFile> {
    const { signal = new AbortController().signal, revision = 'main' } = given;
    const { sizeBytes, sha256 } = hub.file(testRepository, path);
    return transferFile({
      tools: testTools(http, given.tools),
      finalPath: given.finalPath ?? finalPath,
      expected: given.expected ?? { path, sizeBytes, sha256 },
      revision,
      resolve: () => sourceWith(given.token).resolve({ repository: testRepository, revision, path }, signal),
      checkSpace: given.checkSpace ?? (async () => {}),
      describeNoSpace: async (neededBytes) => new AppError('file.no-space', 'full', { data: { path: folder, neededBytes } }),
      signal,
      onState(state) {
        states.push(state);
        given.onState?.(state);
      },
      onProgress(doneBytes) {
        progress.push(doneBytes);
        given.onProgress?.(doneBytes);
      },
      ...(given.wake && { wake: given.wake }),
    });
  }

  return {
    hub,
    folder,
    finalPath,
    states,
    progress,
    source: sourceWith(),
    run,
    async fetch(given) {
      const whole = await run(given);
      await whole.finish();
      return createHash('sha256')
        .update(readFileSync(given?.finalPath ?? finalPath))
        .digest('hex');
    },
    async pauseAt(bytes) {
      const pausing = new AbortController();
      const onProgress = (doneBytes: number) => doneBytes >= bytes && pausing.abort(new Error('paused'));
      const reason = await run({ signal: pausing.signal, onProgress }).then(
        () => 'whole',
        (error: Error) => error.message,
      );
      if (reason !== 'paused') throw new Error(`It was not paused but ${reason}`);
    },
    ranges: () => dataRequests(hub).map(({ range }) => range),
    files: () => readdirSync(folder).sort(),
    async dispose() {
      await http.dispose();
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Transfers of one test, which end with it. `model`: what they bring where a test wants nothing else. */
export function createTransfers(model: Content) {
  const opened: TestTransfer[] = [];
  return {
    async open(faults?: Faults | Faults[], options: { content?: Content; path?: string; hub?: HubOptions } = {}): Promise<TestTransfer> {
      const { content = model, ...rest } = options;
      const test = await openTransfer(content, { ...rest, faults });
      opened.push(test);
      return test;
    },
    async dispose(): Promise<void> {
      await Promise.all(opened.splice(0).map((test) => test.dispose()));
    },
  };
}

/** Small chunks and short waits. */
export function testTools(http: Http, given: Partial<TransferTools> = {}): TransferTools {
  return {
    http,
    connections: new Connections({ total: 16, perHost: 8 }),
    limiter: new RateLimiter(() => 0),
    hashWorkerFile: join(import.meta.dirname, '../../lib/hash-worker.ts'),
    chunkBytes: testChunkBytes,
    stallMs: 5000,
    backoffBaseMs: 20,
    ...given,
  };
}

export function testSource(http: Http, endpoint: string, token?: string): HuggingFaceSource {
  const tokenFor = (url: string) => (url.startsWith(endpoint) ? token : undefined);
  return new HuggingFaceSource(new HubClient({ http, endpoint, tokenFor, retryMs: 10 }));
}

export function dataRequests(hub: RunningHub) {
  return hub.requests().filter(({ server }) => server === 'data');
}

/** How many more bytes than the file has were asked for; below zero: it was not asked for as a whole. */
export function refetchedBytes(ranges: (string | undefined)[], sizeBytes: number): number {
  return ranges.reduce((sum, range) => {
    const [, start, last] = /bytes=(\d+)-(\d+)/.exec(range ?? '') ?? [];
    return sum + (Number(last) + 1 - Number(start));
  }, -sizeBytes);
}

export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof AppError ? { code: error.code, ...error.data } : error;
}
