import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { FetchPicture } from '../lib/card-picture.ts';
import type { IncomingFile } from './upload.ts';
import { startWebHost, type WebHost } from './web-host.ts';

const token = 'test-token';
const script = `export const text = ${JSON.stringify('compress me '.repeat(500))};`;
let folder: string;
let host: WebHost;
let receive: (file: IncomingFile) => Promise<unknown>;
let picture: FetchPicture;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__"></script>');
  writeFileSync(join(folder, 'assets/main-1a2b.js'), script);
  receive = async () => undefined;
  picture = async () => ({ type: 'image/png', body: Buffer.from('png') });
  const page = { folder, receive: (file: IncomingFile) => receive(file), picture: (...wish: Parameters<FetchPicture>) => picture(...wish) };
  host = await startWebHost({ port: 0, token, router: {}, page, onBug: () => {} });
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const own = () => ({ cookie: `alcove-${host.port}=${token}`, origin: `http://127.0.0.1:${host.port}` });

function put(name: string, body: Buffer | undefined, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const path = `/upload?name=${encodeURIComponent(name)}`;
    const length: Record<string, string> = body ? { 'content-length': String(body.length) } : {};
    const sent = request(
      { host: '127.0.0.1', port: host.port, path, method: 'PUT', headers: { ...own(), ...length, ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

test.each(['//', 'http://[bad'])('%s is no address: refused, and no bug', async (path) => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, headers: own() }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
  expect(status).toBe(400);
});

test('a dropped file arrives whole, with its name and size', async () => {
  const bytes = Buffer.alloc(3_000_000, 'gguf');
  receive = async ({ name, sizeBytes, stream }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return { name, sizeBytes, isWhole: Buffer.concat(chunks).equals(bytes) };
  };
  const { status, text } = await put('模型 1.gguf', bytes);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ name: '模型 1.gguf', sizeBytes: 3_000_000, isWhole: true });
});

test('a failure tells its code, also before the file was read', async () => {
  receive = async () => {
    throw new AppError('import.exists', 'There is one already.', { data: { name: 'a.gguf' } });
  };
  const { status, text } = await put('a.gguf', Buffer.alloc(10));
  expect(status).toBe(422);
  expect(JSON.parse(text)).toEqual({ code: 'import.exists', data: { name: 'a.gguf' } });
});

test('a page that goes away in the middle ends the import', async () => {
  const ended = new Promise<boolean>((resolve) => {
    receive = ({ signal }) => new Promise(() => signal.addEventListener('abort', () => resolve(true)));
  });
  const path = '/upload?name=a.gguf';
  const sent = request({ host: '127.0.0.1', port: host.port, path, method: 'PUT', headers: { ...own(), 'content-length': '1000' } });
  sent.on('error', () => {});
  sent.write('only a part', () => sent.destroy());
  expect(await ended).toBe(true);
});

test.each(['../a.gguf', 'a/b.gguf', 'a\\b.gguf', '.hidden', ''])('a name such as "%s" never reaches the disk', async (name) => {
  receive = async () => {
    throw new Error('must not be called');
  };
  expect((await put(name, Buffer.alloc(1))).status).toBe(422);
});

test('scripts travel compressed and may be kept for ever, the page itself never', async () => {
  const ask = (path: string, encodings: string) =>
    new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve) => {
      const headers = { ...own(), 'accept-encoding': encodings };
      request({ host: '127.0.0.1', port: host.port, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      }).end();
    });
  const main = await ask('/assets/main-1a2b.js', 'gzip, br');
  expect(main.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': expect.stringContaining('immutable') });
  expect(brotliDecompressSync(main.body).toString()).toBe(script);
  expect((await ask('/assets/main-1a2b.js', 'identity')).body.toString()).toBe(script);
  const page = await ask('/', 'identity');
  expect(page.headers['cache-control']).toBe('no-store');
  const nonce = /nonce="(.+)"/.exec(page.body.toString())?.[1];
  expect(String(page.headers['content-security-policy'])).toContain(`'nonce-${nonce}'`);
});

const pictureUrl = 'https://hub.test/a picture.png?size=1&x=2';
const askPicture = (headers: Record<string, string> = own(), query = `?url=${encodeURIComponent(pictureUrl)}`) =>
  fetch(`http://127.0.0.1:${host.port}/card-picture${query}`, { headers });

test("a card's picture comes from the page's own address, with a policy of its own that lets it do nothing", async () => {
  let asked: string | undefined;
  picture = async ({ url }) => {
    asked = url;
    return { type: 'image/svg+xml', body: Buffer.from('<svg/>') };
  };
  const response = await askPicture();
  expect(asked).toBe(pictureUrl);
  expect(await response.text()).toBe('<svg/>');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/svg+xml',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
  });
});

test.each([
  ['hub.picture-refused', 403],
  ['hub.unreachable', 404],
  ['hub.not-found', 404],
] as const)('a picture that ends with %s is answered by %i, empty and not kept', async (code, status) => {
  picture = async () => {
    throw new AppError(code, 'no');
  };
  const response = await askPicture();
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.text()).toBe('');
});

test('nobody but the page makes the host fetch pictures', async () => {
  picture = async () => {
    throw new Error('must not be called');
  };
  expect((await askPicture({})).status).toBe(401);
  expect((await askPicture({ ...own(), origin: 'https://elsewhere.test' })).status).toBe(403);
  expect((await askPicture(own(), '')).status).toBe(404);
});

test('a page that looks away ends the fetching of a picture', async () => {
  const ended = new Promise<boolean>((resolve) => {
    picture = (_wish, signal) =>
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => {
          resolve(true);
          reject(new Error('aborted'));
        }),
      );
  });
  const sent = request({ host: '127.0.0.1', port: host.port, path: '/card-picture?url=x', headers: own() });
  sent.on('error', () => {});
  sent.end();
  setTimeout(() => sent.destroy(), 50);
  expect(await ended).toBe(true);
});

test('a taken port is told by its code', async () => {
  await expect(startWebHost({ port: host.port, token, router: {}, page: undefined, onBug: () => {} })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
