import { expect, test } from 'vitest';
import { cardOpening } from './card-opening.ts';
import { mostThatFits } from './most-that-fits.ts';

const first = 'Qwen3 is the latest generation of large language models in the Qwen series, with marked progress.';
const second = 'It switches between a thinking mode for mathematics and hard questions, and a quick mode for everyday talk.';

test('a card opens with its first two paragraphs, past titles, badges, lists, tables and code', () => {
  const card = [
    '# Qwen3-8B',
    '<a href="https://example.org">A badge that is a long line of HTML and no paragraph of the card at all</a>',
    '[![Badge](https://img.example.org/badge.svg)](https://example.org/a/long/address/that/is/no/paragraph/either)',
    '- a list whose only entry is long enough to be taken for a paragraph of text, were it not one',
    '```python\nprint("code is no paragraph, however long its lines may be, and whatever it says")\n\nprint("after an empty line it goes on being code, and still it is no paragraph")\n```',
    first,
    '## Highlights',
    second,
    'A third paragraph that is long enough to be shown, but that nobody needs before the whole card.',
  ].join('\n\n');
  expect(cardOpening(card)).toBe(`${first}\n\n${second}`);
});

test('the paragraph that the summary was taken from is not said twice, however it is written', () => {
  const card = `# Qwen3\n\n**Qwen3** is the [latest](https://a.test/b) generation of large language models. It has more to say.\n\n${second}`;
  expect(cardOpening(card, 'Qwen3 is the latest generation of large language models. …')).toBe(second);
  expect(cardOpening(`# Qwen3\n\n${first}`, first)).toBe('');
});

test('a card without paragraphs has no opening', () => {
  expect(cardOpening('# Title\n\n| a | b |\n|---|---|')).toBe('');
});

test('"Fits here" asks for what the free memory holds, on the card where there is one', () => {
  const free = { freeBytes: 16e9, totalBytes: 32e9 };
  const inMemory = mostThatFits(free);
  const onCard = mostThatFits({ ...free, gpu: { freeBytes: 8e9, totalBytes: 8e9 } });
  expect(inMemory).toBeGreaterThan(14e9);
  expect(inMemory).toBeLessThan(32e9);
  expect(onCard).toBeGreaterThan(7e9);
  expect(onCard).toBeLessThan(14e9);
  expect(mostThatFits({ freeBytes: 0.5e9, totalBytes: 2e9 })).toBe(0);
});
