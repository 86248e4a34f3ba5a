import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { Http } from '../../lib/http.ts';
import { createTestServers } from '../../lib/test-servers.ts';
import { openBody } from './open-body.ts';
import { NoRangesError, PassingError, StaleAddressError } from './retry.ts';

const http = new Http({ userAgent: 'Alcove/test' });
const { serve, close } = createTestServers();
afterEach(close);

async function openAt(url: string, range: { start: number; end: number } | undefined = { start: 10, end: 20 }) {
  const response = await openBody({
    http,
    url,
    headers: { authorization: 'Bearer hf_secret' },
    sizeBytes: 100,
    range,
    signal: new AbortController().signal,
  });
  response.body.destroy();
  return response;
}

const answer = (status: number, headers: Record<string, string | number>) =>
  serve((_, response) => response.writeHead(status, headers).end('x'.repeat(Number(headers['content-length'] ?? 0))));

test('a token follows a redirect on its own host, and never to another', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers);
    response.writeHead(206, { 'content-range': 'bytes 10-19/100', 'content-length': 10 }).end('0123456789');
  });
  const own = await serve((request, response) => {
    seen.push(request.headers);
    response.writeHead(302, { location: request.url === '/' ? '/again' : other }).end();
  });
  await openAt(own);
  expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer hf_secret', 'Bearer hf_secret', undefined]);
  expect(seen.map(({ range }) => range)).toEqual(['bytes=10-19', 'bytes=10-19', 'bytes=10-19']);
});

test.each([
  ['another range', 206, { 'content-range': 'bytes 11-20/100', 'content-length': 10 }, NoRangesError],
  ['no range told', 206, { 'content-length': 10 }, NoRangesError],
  ['the whole file', 200, { 'content-length': 100 }, NoRangesError],
  ['a file of another size', 206, { 'content-range': 'bytes 10-19/101', 'content-length': 10 }, StaleAddressError],
  ['a used-up address', 403, {}, StaleAddressError],
  ['a range past the end', 416, {}, StaleAddressError],
  ['a page', 200, { 'content-type': 'text/html; charset=utf-8' }, PassingError],
  ['a page as a range', 206, { 'content-type': 'text/html', 'content-range': 'bytes 10-19/100' }, PassingError],
  ['too little', 200, { 'content-length': 27 }, PassingError],
  ['a busy host', 503, {}, PassingError],
  ['too many requests', 429, {}, PassingError],
] as const)('%s is no answer to a range', async (_, status, headers, kind) => {
  await expect(openAt(await answer(status, headers))).rejects.toBeInstanceOf(kind);
});

test('what a host refuses for good is said with its status', async () => {
  await expect(openAt(await answer(400, {}))).rejects.toMatchObject({ code: 'hub.failed', data: { status: 400 } });
});

test('redirects without an end are no file', async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
  await expect(openAt(url)).rejects.toMatchObject({ code: 'hub.failed' });
});
