import { expect, test } from 'vitest';
import { StopStrings } from './stop-strings.ts';

function run(stops: string[], pieces: string[]) {
  const finder = new StopStrings(stops);
  let text = '';
  for (const piece of pieces) {
    const result = finder.push(piece);
    text += result.text;
    if (result.isStopped) return { text, isStopped: true };
  }
  return { text: text + finder.flush(), isStopped: false };
}

test('the answer ends before the first stop string, wherever the pieces end', () => {
  expect(run(['END'], ['abE', 'N', 'Dcd'])).toEqual({ text: 'ab', isStopped: true });
  expect(run(['x', 'cd'], ['abcdx'])).toEqual({ text: 'ab', isStopped: true });
  expect(run(['aab'], ['a', 'a', 'a', 'b'])).toEqual({ text: 'a', isStopped: true });
});

test('what only began like one is let out', () => {
  expect(run(['END'], ['abE', 'N', 'X'])).toEqual({ text: 'abENX', isStopped: false });
  expect(run(['END'], ['abEN'])).toEqual({ text: 'abEN', isStopped: false });
});
