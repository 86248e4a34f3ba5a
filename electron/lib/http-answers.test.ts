import { Headers } from 'undici';
import { expect, test } from 'vitest';
import { contentRange, isWebPage, redirectTarget, retryTime } from './http-answers.ts';

const now = Date.parse('2026-11-01T12:00:00Z');
const retryAt = (headers: Record<string, string>) => retryTime({ headers: new Headers(headers) }, now);

test.each([
  [{ 'retry-after': '7' }, now + 7000],
  [{ 'retry-after': 'Sun, 01 Nov 2026 12:00:30 GMT' }, now + 30_000],
  [{ ratelimit: '"resolvers";r=0;t=55' }, now + 55_000],
  [{ 'retry-after': '3', ratelimit: '"resolvers";r=0;t=55' }, now + 3000],
  [{ 'retry-after': 'Sun, 01 Nov 2026 11:00:00 GMT' }, now],
  [{ 'retry-after': '86400' }, now + 600_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': 'soon', ratelimit: '"resolvers";r=0;t=55' }, now + 55_000],
  [{ 'retry-after': '9'.repeat(400) }, now + 600_000],
  [{ ratelimit: '"api";r=-1;t=-9' }, undefined],
  [{}, undefined],
])('%o: the host wants no request before then', (headers, at) => {
  expect(retryAt(headers as Record<string, string>)).toBe(at);
});

test.each([
  ['text/html; charset=utf-8', true],
  [' application/xhtml+xml', true],
  ['application/octet-stream', false],
  ['text/plain', false],
])('%s is a web page: %s', (type, isPage) => {
  expect(isWebPage({ headers: new Headers({ 'content-type': type }) })).toBe(isPage);
});

test.each([
  [302, '/there?x=1', 'https://a.test/there?x=1'],
  [308, 'http://b.test/', 'http://b.test/'],
  [302, 'http://[bad', undefined],
  [302, 'https://name:secret@b.test/x', 'https://b.test/x'],
  [302, 'file:///etc/passwd', undefined],
  [200, '/there', undefined],
  [302, null, undefined],
])('an answer of %i with the location %j leads to %j', (status, location, target) => {
  const headers = new Headers(location === null ? {} : { location });
  expect(redirectTarget({ status, headers }, 'https://a.test/here')).toBe(target);
});

test.each([
  ['bytes 0-9/100', { start: 0, end: 10, totalBytes: 100 }],
  ['bytes 5-9/*', { start: 5, end: 10, totalBytes: undefined }],
  ['bytes */100', undefined],
  ['items 0-9/100', undefined],
  [null, undefined],
])('the range %j is %j', (text, range) => {
  expect(contentRange({ headers: new Headers(text === null ? {} : { 'content-range': text }) })).toEqual(range);
});
