import { expect, test } from 'vitest';
import { createSplitter, findReasoningFormat, type OutputStart, type ReasoningFormat } from './reasoning.ts';

const think: ReasoningFormat = { type: 'marks', open: '<think>', close: '</think>' };

/** The whole output, fed in pieces of one size. */
function split(format: ReasoningFormat, output: string, start: OutputStart = 'undecided', size = 1) {
  const splitter = createSplitter(format, start);
  const parts = output.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g'))?.flatMap((piece) => splitter.push(piece)) ?? [];
  const all = [...parts, ...splitter.flush()];
  const join = (type: 'text' | 'reasoning') => all.map((part) => (part.type === type ? part.text : '')).join('');
  return { reasoning: join('reasoning'), text: join('text') };
}

test.each([1, 2, 3, 5, 100])('thought and answer are parted, whatever the pieces (%i characters)', (size) => {
  expect(split(think, '<think>\nSo it is.\n\nYes.\n</think>\n\nFour.\n', 'undecided', size)).toEqual({
    reasoning: 'So it is.\n\nYes.',
    text: 'Four.\n',
  });
  expect(split(think, 'Just < an answer', 'undecided', size)).toEqual({ reasoning: '', text: 'Just < an answer' });
});

test('marks later in an answer are text', () => {
  expect(split(think, 'Write <think>x</think> so.')).toEqual({ reasoning: '', text: 'Write <think>x</think> so.' });
});

test('a thought that the prompt opened, and one that never ends', () => {
  expect(split(think, '\nSo.\n</think>\n\nYes', 'reasoning')).toEqual({ reasoning: 'So.', text: 'Yes' });
  expect(split(think, 'goes on ', 'mid-reasoning')).toEqual({ reasoning: 'goes on', text: '' });
  expect(split(think, ' goes on', 'mid-reasoning')).toEqual({ reasoning: ' goes on', text: '' });
});

test.each([1, 4, 100])('channels: analysis is thought, final is the answer (%i characters)', (size) => {
  const output = '<|channel|>analysis<|message|>Think.<|end|><|start|>assistant<|channel|>final<|message|>Answer.<|return|>';
  expect(split({ type: 'channels' }, output, 'undecided', size)).toEqual({ reasoning: 'Think.', text: 'Answer.' });
  expect(split({ type: 'channels' }, 'No channels.', 'undecided', size)).toEqual({ reasoning: '', text: 'No channels.' });
});

test('the format is found in the template or the vocabulary', () => {
  const find = (template: string, tokens: string[] = []) => findReasoningFormat(template, (text) => tokens.includes(text));
  expect(find('... [THINK] ...')).toEqual({ type: 'marks', open: '[THINK]', close: '[/THINK]', isKnown: true });
  expect(find('')).toMatchObject({ open: '<think>', isKnown: false });
  expect(find('', ['</seed:think>'])).toMatchObject({ open: '<seed:think>' });
  expect(find('<|start|>assistant<|channel|>')).toEqual({ type: 'channels' });
});
