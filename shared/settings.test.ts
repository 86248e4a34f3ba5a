import { expect, test } from 'vitest';
import { settingsPatchSchema } from './settings.ts';

test('a patch of one setting changes that one only', () => {
  expect(settingsPatchSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
});
