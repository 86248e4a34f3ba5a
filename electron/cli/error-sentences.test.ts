import { expect, test } from 'vitest';
import { errorSentences } from './error-sentences.ts';

test('every sentence stands without data, and says nothing that only a program understands', () => {
  for (const [code, sentence] of Object.entries(errorSentences)) {
    expect(sentence({}), code).toMatch(/^[A-Z].*[.?]( .*)?$|^[A-Z].*: alcove run .+$/);
    expect(sentence({}), code).not.toMatch(/undefined|NaN|\[object/);
  }
});

test('a version that is not there is said with those that are', () => {
  const data = { repository: 'a/b', wanted: 'Q9', available: ['Q4_K_M', 'Q8_0'] };
  expect(errorSentences['hub.no-version'](data)).toBe('a/b has no "Q9". There are: Q4_K_M, Q8_0.');
});
