/** A real server in a data folder of its own, with one dialect that echoes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsPatch } from '../../../shared/settings.ts';
import { openDatabase } from '../../lib/database.ts';
import { silentLogger } from '../../lib/logger.ts';
import { migrations } from '../../migrations.ts';
import { SettingsService } from '../../services/settings/settings.ts';
import { ApiServer } from '../api-server.ts';
import type { ApiParts, Dialect } from '../dialect.ts';
import { ApiError } from './api-error.ts';
import { type ServerLimits, usualLimits } from './create-server.ts';
import { leaveSignal, sendPieces } from './event-stream.ts';

/** `POST /echo` answers its body, `POST /bug` breaks, `POST /ask` knows no model, `GET /slow` never answers, `POST /slow` begins to. */
export const echo: Dialect = {
  owns: () => true,
  toError: ({ kind, message, nearest }) => ({ body: { kind, message, nearest } }),
  register(server) {
    server.post('/echo', async ({ body }) => ({ body }));
    server.post('/bug', async () => {
      throw new Error('secret of the inside');
    });
    server.post('/ask', async () => {
      throw new ApiError('model-not-found', 'There is no such model here.', { nearest: ['tiny'] });
    });
    server.get('/slow', () => new Promise(() => {}));
    server.post('/slow', async (_, reply) => {
      const pieces = (async function* () {
        yield 'a beginning';
        await new Promise((resolve) => leaveSignal(reply).addEventListener('abort', resolve));
      })();
      await sendPieces(reply, pieces, { contentType: 'text/event-stream', describeFailure: String });
    });
  },
};

export interface TestServer {
  server: ApiServer;
  settings: SettingsService;
  folder: string;
  /** Of the running server. */
  port(): number;
  close(): Promise<void>;
}

interface TestOptions {
  settings?: SettingsPatch;
  limits?: Partial<ServerLimits>;
  dialects?: readonly Dialect[];
  /** What these dialects use beside the database. */
  parts?: Partial<ApiParts>;
}

/** Not started yet. */
export function openTestServer(options: TestOptions = {}): TestServer {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-server-'));
  const { database } = openDatabase({ file: join(folder, 'alcove.db'), migrations });
  const settings = new SettingsService({ file: join(folder, 'settings.json') });
  settings.update(options.settings ?? {});
  const { dialects = [echo], parts = {} } = options;
  const server = new ApiServer({
    parts: { ...parts, database, version: '1.2.3' } as ApiParts,
    dialects,
    settings,
    logger: silentLogger,
    limits: { ...usualLimits, ...options.limits },
  });
  return {
    server,
    settings,
    folder,
    port() {
      const { state } = server;
      if (state.type !== 'on') throw new Error(`The server is ${state.type}.`);
      return Number(new URL(state.addresses[0] as string).port);
    },
    async close() {
      await server.dispose();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

interface AskOptions {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One request with any headers; `fetch` would write Host and Origin by itself. */
export function ask(port: number, { method = 'GET', path = '/', headers = {}, body }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
