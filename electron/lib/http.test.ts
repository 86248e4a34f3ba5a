import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { Http, type HttpOptions } from './http.ts';
import { findProxy } from './http-proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function createHttp(options: Partial<HttpOptions> = {}): Http {
  const http = new Http({ userAgent: 'Alcove/test', ...options });
  closing.push(() => http.dispose());
  return http;
}

async function listen(server: Server | SocketServer): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function startTarget(): Promise<string> {
  const port = await listen(createServer((request, response) => void response.end(JSON.stringify(request.headers))));
  return `http://127.0.0.1:${port}/`;
}

/** A real HTTP proxy for tunnels. */
async function startProxy(password?: string): Promise<{ port: number; tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createServer((_, response) => void response.writeHead(405).end());
  server.on('connect', (request, socket, head) => {
    const wanted = password && `Basic ${Buffer.from(password).toString('base64')}`;
    socket.on('error', () => {});
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    tunnels.push(request.url ?? '');
    const [host = '', port] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  return { port: await listen(server), tunnels };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof AppError ? { code: error.code, ...error.data } : error;
}

test('a request says who asks, and a changed proxy counts from the next request on', async () => {
  const url = await startTarget();
  const { port, tunnels } = await startProxy();
  let proxy: 'none' | 'own' = 'none';
  const http = createHttp({ proxy: () => ({ proxy, proxyUrl: `127.0.0.1:${port}` }) });
  expect(await (await http.fetch(url)).json()).toMatchObject({ 'user-agent': 'Alcove/test' });
  expect(tunnels).toEqual([]);
  proxy = 'own';
  await (await http.fetch(url)).text();
  expect(tunnels).toEqual([new URL(url).host]);
  proxy = 'none';
  await (await http.fetch(url)).text();
  expect(tunnels).toHaveLength(1);
});

test('a proxy with a password gets it, is shown without it, and a wrong one is the proxy’s failure', async () => {
  const url = await startTarget();
  const { port, tunnels } = await startProxy('jo:s@fe');
  let password = 's%40fe';
  const http = createHttp({ proxy: () => ({ proxy: 'own', proxyUrl: `http://jo:${password}@127.0.0.1:${port}` }) });
  expect((await http.fetch(url)).status).toBe(200);
  expect(tunnels).toHaveLength(1);
  expect(await http.describeProxy(url)).toBe(`http://127.0.0.1:${port}`);
  password = 'wrong';
  expect(await failureOf(http.fetch(url))).toEqual({ code: 'hub.unreachable', host: `127.0.0.1:${port}`, reason: 'proxy' });
});

test('a proxy that is not there, and an address that is none, are told apart from the target', async () => {
  const own = (proxyUrl: string) => createHttp({ proxy: () => ({ proxy: 'own', proxyUrl }) });
  expect(await failureOf(own('http://127.0.0.1:1').fetch('http://127.0.0.1:2/'))).toEqual({
    code: 'hub.unreachable',
    host: '127.0.0.1:1',
    reason: 'proxy',
  });
  expect(await failureOf(own('ftp://x').fetch('http://127.0.0.1:2/'))).toMatchObject({ code: 'hub.unreachable', reason: 'proxy' });
});

test('a proxy that hangs up without a word is asked once, and is what failed', async () => {
  let came = 0;
  const port = await listen(
    createSocketServer((socket) => {
      came += 1;
      socket.on('error', () => {}).once('data', () => socket.destroy());
    }),
  );
  const http = createHttp({ proxy: () => ({ proxy: 'own', proxyUrl: `127.0.0.1:${port}` }) });
  const failure = { code: 'hub.unreachable', host: `127.0.0.1:${port}`, reason: 'proxy' };
  expect(await failureOf(http.fetch('https://far.test/'))).toEqual(failure);
  expect(came).toBe(1);
});

test('each way to fail has its reason', async () => {
  const http = createHttp({ headersTimeoutMs: 200 });
  const silent = createServer(() => {});
  const cutting = createSocketServer((socket) => socket.once('data', () => socket.destroy()));
  const [silentPort, cuttingPort] = [await listen(silent), await listen(cutting)];
  const reason = async (url: string) => ((await failureOf(http.fetch(url))) as { reason?: string }).reason;
  expect(await reason('http://127.0.0.1:1/')).toBe('refused');
  expect(await reason(`http://127.0.0.1:${silentPort}/`)).toBe('timeout');
  expect(await reason(`http://127.0.0.1:${cuttingPort}/`)).toBe('reset');
  expect(await reason(`https://127.0.0.1:${silentPort}/`).catch(String)).toBe('certificate');
  expect(['dns', 'offline']).toContain(await reason('http://nowhere.invalid/'));
});

test('an abort stays an abort', async () => {
  const http = createHttp();
  const port = await listen(createServer(() => {}));
  const reason = new Error('enough');
  const controller = new AbortController();
  const waiting = failureOf(http.fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal }));
  controller.abort(reason);
  expect(await waiting).toBe(reason);
});

test('the system’s proxy: Chromium’s answer on the desktop, else the environment with its exceptions', async () => {
  const find = (url: string, options: Partial<Parameters<typeof findProxy>[1]>) =>
    findProxy(url, { choice: { proxy: 'system', proxyUrl: '' }, resolveProxy: undefined, environment: {}, ...options });
  const chromium = (answer: string) => find('https://hub.example/', { resolveProxy: async () => answer });
  expect(await chromium('DIRECT')).toBeUndefined();
  expect(await chromium('PROXY p.example:8080; DIRECT')).toBe('http://p.example:8080');
  expect(await chromium('SOCKS5 p.example:1080')).toBe('socks5://p.example:1080');
  const environment = {
    HTTP_PROXY: 'http://plain.example:1',
    https_proxy: 'secure.example:2',
    NO_PROXY: 'skip.example, .local:8443,10.0.0.1',
  };
  expect(await find('http://hub.example/', { environment })).toBe('http://plain.example:1/');
  expect(await find('https://hub.example/', { environment })).toBe('http://secure.example:2/');
  expect(await find('https://a.skip.example/', { environment })).toBeUndefined();
  expect(await find('https://notskip.example/', { environment })).toBe('http://secure.example:2/');
  expect(await find('https://x.local:8443/', { environment })).toBeUndefined();
  expect(await find('https://x.local/', { environment })).toBe('http://secure.example:2/');
  expect(await find('http://127.0.0.1:3/', { environment })).toBeUndefined();
  expect(await find('https://hub.example/', { environment: { ALL_PROXY: 'socks5://s.example:1080' } })).toBe('socks5://s.example:1080');
});

test('a stream goes the same way, follows no redirect, and fails for the same reasons', async () => {
  const { port, tunnels } = await startProxy();
  const server = createServer((request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: '/' }).end();
    response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(request.headers['user-agent']);
  });
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const http = createHttp({ proxy: () => ({ proxy: 'own', proxyUrl: `127.0.0.1:${port}` }) });
  const { signal } = new AbortController();
  const stream = await http.stream(url, { headers: {}, signal });
  expect(stream).toMatchObject({ status: 200 });
  expect(stream.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(Buffer.concat(await stream.body.toArray()).toString()).toBe('Alcove/test');
  expect(tunnels).toEqual([new URL(url).host]);

  const moved = await http.stream(`${url}moved`, { headers: {}, signal });
  moved.body.destroy();
  expect(moved.status).toBe(302);
  expect(moved.headers.get('location')).toBe('/');

  const direct = createHttp({ proxy: () => ({ proxy: 'none', proxyUrl: '' }) });
  expect(await failureOf(direct.stream('http://127.0.0.1:1/', { headers: {}, signal }))).toEqual({
    code: 'hub.unreachable',
    host: '127.0.0.1:1',
    reason: 'refused',
  });
  const ending = AbortSignal.abort(new Error('enough'));
  await expect(direct.stream(url, { headers: {}, signal: ending })).rejects.toThrow('enough');
});
