import { createConnection } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../lib/logger.ts';
import type { ApiParts } from '../dialect.ts';
import { createServer, usualLimits } from './create-server.ts';
import { ask, echo, openTestServer, type TestServer } from './test-server.ts';

let open: TestServer | undefined;
async function start(options: Parameters<typeof openTestServer>[0] = {}): Promise<TestServer & { at: number }> {
  open = openTestServer(options);
  await open.server.start({ port: 0 });
  return { ...open, at: open.port() };
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** The newest requests, oldest first. */
async function logged({ server }: TestServer) {
  for await (const { requests } of server.log.watch()) return requests;
  throw new Error('a watch has a first value');
}

const post = (path: string, body: string, headers: Record<string, string> = {}) => ({ method: 'POST', path, body, headers });

test.each(['evil.example', 'evil.example:1234', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.1.7'])(
  'a page that points the name %j at this computer is refused (DNS rebinding)',
  async (host) => {
    const { at } = await start();
    const answer = await ask(at, { headers: { host } });
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain('running');
  },
);

test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'host.docker.internal'])('%s is this computer', async (name) => {
  const { at } = await start();
  expect((await ask(at, { headers: { host: `${name}:${at}` } })).status).toBe(200);
});

test('a web page is refused before anything is done, and gets no leave to read; programs without an origin are let in', async () => {
  const server = await start();
  const answer = await ask(server.at, post('/echo', '{}', { origin: 'https://evil.example' }));
  expect(answer.status).toBe(403);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect(answer.body).toContain('https://evil.example');
  for (const origin of ['null', 'http://localhost:3000', 'https://evil.example.app']) {
    expect((await ask(server.at, { headers: { origin } })).status).toBe(403);
  }
  expect((await ask(server.at, { headers: { origin: 'app://obsidian.md' } })).status).toBe(200);
});

test('an allowed page passes its preflight without a key, and its request then needs one', async () => {
  const { at } = await start({ settings: { serverOrigins: ['https://chat.example'], serverNeedsKey: true } });
  const origin = 'https://chat.example';
  const preflight = await ask(at, {
    method: 'OPTIONS',
    path: '/echo',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });
  expect(preflight).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-allow-methods': expect.stringContaining('POST'),
    },
  });
  const refused = await ask(at, post('/echo', '{}', { origin }));
  // With its leave, so that the page can say why.
  expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': origin } });
  expect((await ask(at, { method: 'OPTIONS', headers: { origin: 'https://other.example' } })).status).toBe(403);
});

test('every page, where a person wants that', async () => {
  const { at } = await start({ settings: { serverOrigins: ['*'] } });
  expect((await ask(at, { headers: { origin: 'https://any.example' } })).headers['access-control-allow-origin']).toBe(
    'https://any.example',
  );
});

test('beyond loopback nobody gets in without a key that is known, whatever the headers say', async () => {
  const { server, settings } = openAndKeep();
  const { key } = server.keys.create({ name: 'Phone' });
  const http = createServer({
    dialects: [echo],
    parts: {} as ApiParts,
    keys: server.keys,
    log: server.log,
    settings: () => ({ ...settings.get(), serverOnNetwork: true }),
    logger: silentLogger,
    limits: usualLimits,
  });
  const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
    http.inject({ method: 'POST', url: '/echo', remoteAddress, payload: '{}', headers: { host: '192.168.1.2:1234', ...headers } });
  const statuses = async (headers?: Record<string, string>) =>
    Promise.all(['192.168.1.7', '::ffff:10.0.0.3', 'fd00::7'].map(async (address) => (await from(address, headers)).statusCode));
  expect(await statuses()).toEqual([401, 401, 401]);
  expect(await statuses({ 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' })).toEqual([401, 401, 401]);
  expect(await statuses({ authorization: 'Bearer alcove' })).toEqual([401, 401, 401]);
  expect(await statuses({ authorization: `Bearer ${key}` })).toEqual([200, 200, 200]);
  expect((await from('192.168.1.7', { 'x-api-key': key })).statusCode).toBe(200);
  expect((await from('127.0.0.1')).statusCode).toBe(200);
  await http.close();
});

function openAndKeep(): TestServer {
  open = openTestServer();
  return open;
}

test('where programs here need a key, only one that is known and not removed opens', async () => {
  const { at, server } = await start({ settings: { serverNeedsKey: true } });
  const { key, entry } = server.keys.create({ name: 'Zed' });
  const withKey = { headers: { authorization: `Bearer ${key}` } };
  expect((await ask(at)).status).toBe(401);
  expect((await ask(at, { headers: { authorization: `Bearer ${key.slice(0, -1)}` } })).status).toBe(401);
  expect((await ask(at, withKey)).status).toBe(200);
  const { undoId } = server.keys.remove({ id: entry.id });
  expect((await ask(at, withKey)).status).toBe(401);
  server.keys.undoRemove({ undoId });
  expect((await ask(at, withKey)).status).toBe(200);
});

test('a key with a limit is told when it may come again, and others go on', async () => {
  const { at, server } = await start();
  const { key } = server.keys.create({ name: 'Script', requestsPerMinute: 2 });
  const withKey = { headers: { authorization: `Bearer ${key}` } };
  expect([(await ask(at, withKey)).status, (await ask(at, withKey)).status]).toEqual([200, 200]);
  const refused = await ask(at, withKey);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  expect((await ask(at)).status).toBe(200);
});

/** What a server answers to these bytes before it closes the connection; more bytes follow as long as it listens. */
function sendBytes(port: number, first: string, more?: { text: string; everyMs: number }): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = '';
    const timer = more && setInterval(() => socket.write(more.text), more.everyMs);
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
    socket.write(first);
  });
}

const headOf = (length: number) => `POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n\r\n`;

test('a body that says it is too large is refused before it is sent', async () => {
  const { at } = await start({ limits: { bodyBytes: 1000 } });
  // Not one byte of the body follows: an answer must come all the same.
  const answer = sendBytes(at, headOf(1001).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
});

test('a body that does not say its length is cut off at the limit', async () => {
  const { at } = await start({ limits: { bodyBytes: 1000 } });
  const piece = `${(500).toString(16)}\r\n${' '.repeat(500)}\r\n`;
  const answer = await sendBytes(at, `POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n${piece}`, {
    text: piece,
    everyMs: 5,
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect((await ask(at, post('/echo', '{"a":1}'))).status).toBe(200);
});

test('a program that sends its body or its headers byte by byte is cut off, and others are answered meanwhile', async () => {
  const { at } = await start({ limits: { bodyMs: 1500, headersMs: 1000 } });
  const slowBody = sendBytes(at, headOf(100_000), { text: ' ', everyMs: 20 });
  const slowHead = sendBytes(at, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n', { text: 'X-A: b\r\n', everyMs: 20 });
  expect((await ask(at, post('/echo', '{"a":1}'))).status).toBe(200);
  expect(await slowBody).toMatch(/^HTTP\/1\.1 408 /);
  expect(await slowHead).toMatch(/^HTTP\/1\.1 408 /);
});

test.each([
  ['bad JSON', '{"a":'],
  ['no JSON at all', 'model=tiny'],
  ['JSON 101 levels deep', `${'['.repeat(101)}${']'.repeat(101)}`],
  ['JSON a million levels deep', '['.repeat(1_000_000)],
  ['deep objects', '{"a":'.repeat(200_000)],
])('%s is the sender’s mistake', async (_, body) => {
  const { at } = await start();
  expect((await ask(at, post('/echo', body))).status).toBe(400);
  expect((await ask(at, post('/echo', '{"a":1}'))).status).toBe(200);
});

test('brackets in texts are not depth, and no content type is needed', async () => {
  const { at } = await start();
  const body = JSON.stringify({ text: `${'['.repeat(500)}"\\` });
  expect(JSON.parse((await ask(at, post('/echo', body))).body)).toEqual({ body: JSON.parse(body) });
  expect((await ask(at, post('/echo', '{}', { 'content-type': 'text/plain' }))).status).toBe(200);
});

test('a key in JSON cannot change what objects are', async () => {
  const { at } = await start();
  await ask(at, post('/echo', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'));
  expect('polluted' in {}).toBe(false);
});

test('a bug answers 500 without its inside', async () => {
  const { at } = await start();
  const answer = await ask(at, post('/bug', '{}'));
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('secret');
});

test('the log says what came of each request, and nothing of what was in it', async () => {
  const server = await start();
  const { key } = server.server.keys.create({ name: 'Zed' });
  await ask(server.at, post('/echo?secret=1', '{"text":"a secret"}', { authorization: `Bearer ${key}` }));
  await ask(server.at, post('/ask', '{"model":"tyni","text":"a secret"}'));
  await ask(server.at, { headers: { host: 'evil.example' } });
  const requests = await logged(server);
  expect(requests).toMatchObject([
    { method: 'POST', path: '/echo', status: 200, keyName: 'Zed', tookMs: expect.any(Number) },
    { path: '/ask', status: 404, model: 'tyni', nearest: ['tiny'], failure: 'There is no such model here.' },
    { path: '/', status: 403, failure: expect.any(String) },
  ]);
  expect(JSON.stringify(requests)).not.toContain('secret');
  expect(JSON.stringify(requests)).not.toContain(key);
});

test('a program that leaves ends its request in the log, and its stay is no error of the day', async () => {
  const server = await start();
  const leaving = new AbortController();
  const gone = fetch(`http://127.0.0.1:${server.at}/slow`, { signal: leaving.signal }).catch(() => 'left');
  await new Promise<void>((resolve) => {
    const timer = setInterval(async () => {
      if ((await logged(server)).length === 0) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  leaving.abort();
  expect(await gone).toBe('left');
  for await (const { requests } of server.server.log.watch()) if (requests.some(({ status }) => status === 499)) break;
  expect(server.server.log.today()).toMatchObject({ requests: 1, errors: 0 });
});

test('a program that leaves in the middle of its answer ends its request in the log, too', async () => {
  const server = await start();
  const leaving = new AbortController();
  const { body } = await fetch(`http://127.0.0.1:${server.at}/slow`, { method: 'POST', body: '{}', signal: leaving.signal });
  await body?.getReader().read();
  leaving.abort();
  for await (const { requests } of server.server.log.watch()) if (requests.some(({ status }) => status === 499)) break;
  expect(server.server.log.today()).toMatchObject({ requests: 1, errors: 0 });
});
