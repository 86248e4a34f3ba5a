import { expect, test } from 'vitest';
import { prepareCard, summaryOf, withoutFrontMatter } from './card.ts';

const address = { webUrl: 'https://hub.example/acme/m', revision: 'abc' };

test('front matter goes, also with Windows line ends; a rule in the text stays', () => {
  expect(withoutFrontMatter('---\r\nlicense: mit\r\n---\r\n# A\r\n')).toBe('# A\r\n');
  expect(withoutFrontMatter('# A\n\n---\n\nb\n')).toBe('# A\n\n---\n\nb\n');
});

test('relative addresses become whole ones: pictures as bytes, links as pages', () => {
  const prepare = (card: string) => prepareCard(card, address);
  expect(prepare('![a](x/y.png "t")')).toBe('![a](https://hub.example/acme/m/resolve/abc/x/y.png "t")');
  expect(prepare('[![a](x.png)](docs/a.md)')).toBe(
    '[![a](https://hub.example/acme/m/resolve/abc/x.png)](https://hub.example/acme/m/blob/abc/docs/a.md)',
  );
  expect(prepare('<img src="./x.png">')).toBe('![](https://hub.example/acme/m/resolve/abc/x.png)');
  expect(prepare('[a](https://x.example/y) [b](#part)')).toBe('[a](https://x.example/y) [b](#part)');
  expect(prepare('[a](javascript:alert)')).toBe('[a](#)');
  expect(prepare('`[a](b)`')).toBe('`[a](b)`');
});

test('an endless card ends', () => expect(prepareCard('line of text\n'.repeat(60_000), address).length).toBeLessThan(500_010));

test('a card made to be slow is done soon', () => {
  for (const piece of ['[![', '![a](', '[a](', '`', '---\n', '[['])
    expect(typeof prepareCard(piece.repeat(20_000), address)).toBe('string');
});

test('the summary is the first paragraph that says something', () => {
  const sentence = 'A general assistant for more than a hundred languages, with a mode for thinking.';
  expect(
    summaryOf(
      `---\na: b\n---\n# T\n\n![x](y)\n\n[![badge](a)](b)\n\n> note\n\n**A general** assistant for [more](x) than a hundred languages, with a mode for \`thinking\`.\n`,
    ),
  ).toBe(sentence);
  expect(summaryOf('# T\n\nShort.\n')).toBeUndefined();
  expect(summaryOf(`${'Word '.repeat(10)}ends here. ${'More words follow '.repeat(30)}`)?.length).toBeLessThan(285);
});
