import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { Http } from '../../lib/http.ts';
import { createTestServers } from '../../lib/test-servers.ts';
import { HubClient } from './hub-client.ts';
import { RemoteFile } from './remote-header-range.ts';

const http = new Http({ userAgent: 'Alcove/test' });
const { serve, close } = createTestServers();
afterEach(close);

/** A hub that sends everybody to another port of this computer, which sends them back. */
async function openPair(answer: RequestListener) {
  const seen: (string | undefined)[] = [];
  const note = ({ authorization }: IncomingHttpHeaders) => seen.push(authorization);
  const other = await serve((request, response) => {
    note(request.headers);
    response.writeHead(302, { location: `${home}/back` }).end();
  });
  const home: string = await serve((request, response) => {
    note(request.headers);
    if (request.url === '/back') answer(request, response);
    else response.writeHead(302, { location: request.url === '/twice' ? '/first' : other }).end();
  });
  return { home, seen };
}

test('metadata: the token stays on its host, and does not come along for who returns from another one', async () => {
  const { home, seen } = await openPair((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  const client = new HubClient({ http, endpoint: home, tokenFor: () => 'hf_secret' });
  await client.json(`${home}/twice`);
  expect(seen).toEqual(['Bearer hf_secret', 'Bearer hf_secret', undefined, undefined]);
});

test('headers of files: the same', async () => {
  const { home, seen } = await openPair((_, response) =>
    response.writeHead(206, { 'content-range': 'bytes 0-3/10', 'content-length': 4 }).end('GGUF'),
  );
  const resolved = {
    url: `${home}/twice`,
    headers: { authorization: 'Bearer hf_secret' },
    sizeBytes: 10,
    sha256: undefined,
    revision: 'x',
  };
  const file = new RemoteFile({ http, sizeBytes: 10, resolve: async () => resolved });
  expect(Buffer.from(await file.read(0, 4)).toString()).toBe('GGUF');
  expect(seen).toEqual(['Bearer hf_secret', 'Bearer hf_secret', undefined, undefined]);
});

test('redirects without an end are an answer that failed', async () => {
  const home = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
  const client = new HubClient({ http, endpoint: home, tokenFor: () => undefined });
  await expect(client.json(`${home}/x`)).rejects.toMatchObject({ code: 'hub.failed', data: { status: 302 } });
});
