import { expect, test } from 'vitest';
import { findModelAddress } from '../../shared/model-address.ts';
import { pullCommand } from './model-address.ts';

test('the command that gets it means the same', () => {
  for (const typed of ['a/b', 'a/b:Q8_0', 'https://modelscope.cn/models/a/b']) {
    const found = findModelAddress(typed);
    if (!found) throw new Error(typed);
    expect(findModelAddress(pullCommand(found).replace('alcove pull ', ''))).toEqual(found);
  }
});
