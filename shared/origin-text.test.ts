import { expect, test } from 'vitest';
import { parseOrigin } from './origin-text.ts';

test.each([
  ['https://A.example/', 'https://a.example'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['https://a.example:443', 'https://a.example'],
  ['a.example', 'https://a.example'],
  ['chrome-extension://abcdef', 'chrome-extension://abcdef'],
  [' * ', '*'],
])('%j is the origin %j', (text, origin) => expect(parseOrigin(text)).toBe(origin));

test.each(['', 'https://', 'https://a.example/page', 'https://user@a.example', 'two words', 'https://*'])('%j is none', (text) =>
  expect(parseOrigin(text)).toBeUndefined(),
);
