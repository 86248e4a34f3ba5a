import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Http } from '../../lib/http.ts';
import { createTestServers } from '../../lib/test-servers.ts';
import { CardPictures } from './picture.ts';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100)]);

const { serve, close } = createTestServers();
let folder: string;
let origin: string;
let asked: string[];
let answer: RequestListener;
let http: Http;
let pictures: CardPictures;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-pictures-'));
  asked = [];
  answer = (_request, response) => response.end(png);
  origin = await serve((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  http = new Http({ userAgent: 'test' });
  pictures = new CardPictures({ http, folder, endpoint: () => origin });
});
afterEach(async () => {
  await http.dispose();
  close();
  rmSync(folder, { recursive: true });
});

test('a picture is fetched once, and what it is comes from its bytes', async () => {
  answer = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(png);
  expect(await pictures.get(`${origin}/a.png`)).toEqual({ type: 'image/png', body: png });
  expect((await pictures.get(`${origin}/a.png`)).body.equals(png)).toBe(true);
  expect(asked).toEqual(['/a.png']);
});

test.each([
  ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'],
  ['<html>sign in</html>', 'image/png'],
  ['', 'image/png'],
])('%j is no picture, whatever the server calls it', async (body, type) => {
  answer = (_request, response) => response.writeHead(200, { 'content-type': type }).end(body);
  await expect(pictures.get(`${origin}/x.png`)).rejects.toMatchObject({ code: 'hub.picture-refused', data: { reason: 'type' } });
  expect(readdirSync(folder)).toEqual([]);
});

test('a picture of more than 5 MB is given up, also when its size was not told', async () => {
  answer = (_request, response) => {
    for (let part = 0; part < 60; part++) response.write(Buffer.concat([png, Buffer.alloc(100_000)]));
    response.end();
  };
  await expect(pictures.get(`${origin}/big.png`)).rejects.toMatchObject({ data: { reason: 'size' } });
});

test.each([
  ['http://example.org/a.png', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['not an address', 'address'],
  ['https://127.0.0.1/a.png', 'private-address'],
  ['https://[::1]/a.png', 'private-address'],
  ['https://[::ffff:192.168.1.1]/a.png', 'private-address'],
  ['https://192.168.0.1/reboot', 'private-address'],
  ['https://169.254.169.254/latest/meta-data', 'private-address'],
  ['https://localhost/a.png', 'private-address'],
])('%s is never asked', async (address, reason) => {
  await expect(pictures.get(address)).rejects.toMatchObject({ code: 'hub.picture-refused', data: { reason } });
});

test('a redirect leads nowhere that a card itself may not lead', async () => {
  answer = (_request, response) => response.writeHead(302, { location: 'https://10.0.0.1/a.png' }).end();
  await expect(pictures.get(`${origin}/a.png`)).rejects.toMatchObject({ data: { reason: 'private-address' } });
  answer = (_request, response) => response.writeHead(302, { location: '/again.png' }).end();
  await expect(pictures.get(`${origin}/a.png`)).rejects.toMatchObject({ data: { reason: 'redirects' } });
});

/** Each name is what its list says, the last entry for ever; other names are unknown. */
function resolverOf(names: Record<string, string[][]>): LookupFunction {
  return (host, _options, callback) => {
    const answers = names[host] ?? [];
    const found = answers.length > 1 ? answers.shift() : answers[0];
    if (found)
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    else callback(Object.assign(new Error(`No ${host}`), { code: 'ENOTFOUND' }), '');
  };
}

/** Something that listens in the home network, and how often somebody came. */
async function startNeighbour() {
  const came: string[] = [];
  const server = createSocketServer((socket) => {
    came.push('a connection');
    socket.once('data', (data) => {
      came.push(data.toString('latin1').split('\r\n', 1)[0] ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { came, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

test('a name that is public when it is checked and private when it is connected to reaches nobody, also after a redirect', async () => {
  const neighbour = await startNeighbour();
  const turning = () => [['93.184.215.14'], ['127.0.0.1']];
  const resolve = resolverOf({ 'turning.test': turning(), 'later.test': turning(), 'both.test': [['93.184.215.14', 'fec0::1']] });
  pictures = new CardPictures({ http, folder, endpoint: () => origin, resolve });
  const isPrivate = { code: 'hub.picture-refused', data: { reason: 'private-address' } };
  await expect(pictures.get(`https://turning.test:${neighbour.port}/a.png`)).rejects.toMatchObject(isPrivate);
  answer = (_request, response) => response.writeHead(302, { location: `https://later.test:${neighbour.port}/a.png` }).end();
  await expect(pictures.get(`${origin}/a.png`)).rejects.toMatchObject(isPrivate);
  await expect(pictures.get(`https://both.test:${neighbour.port}/a.png`)).rejects.toMatchObject(isPrivate);
  expect(neighbour.came).toEqual([]);
  neighbour.close();
});

test('with a proxy a name that only the proxy knows is asked, and one that is private here is not', async () => {
  const proxy = await startNeighbour();
  const own = new Http({ userAgent: 'test', proxy: () => ({ proxy: 'own', proxyUrl: `127.0.0.1:${proxy.port}` }) });
  const resolve = resolverOf({ 'router.test': [['192.168.0.1']] });
  pictures = new CardPictures({ http: own, folder, endpoint: () => 'https://hub.test', resolve });
  await expect(pictures.get('https://router.test/a.png')).rejects.toMatchObject({ data: { reason: 'private-address' } });
  expect(proxy.came).toEqual([]);
  await expect(pictures.get('https://far.test/a.png')).rejects.toMatchObject({ code: 'hub.unreachable' });
  expect(proxy.came).toEqual(['a connection', 'CONNECT far.test:443 HTTP/1.1']);
  await own.dispose();
  proxy.close();
});
