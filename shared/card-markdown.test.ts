import { expect, test } from 'vitest';
import { plainCard } from './card-markdown.ts';

test.each([
  ['<img src="a b.png" alt="A [chart]">', '![A chart](a%20b.png)'],
  ["<a href='https://x.example/y'>see <b>this</b></a>", '[see **this**](https://x.example/y)'],
  ['<a href="https://x.example"><img src="logo.png"></a>', '[![](logo.png)](https://x.example)'],
  ['<h2 align="center">Title</h2>', '## Title'],
  ['<div align="center">\n  <p>Hello <i>there</i></p>\n</div>', 'Hello *there*'],
  ['one<br>two', 'one  \ntwo'],
  ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['<table><tr><th>Model</th><th>Score</th></tr><tr><td>x</td><td>1</td></tr></table>', 'Model · Score\n\nx · 1'],
  ['a <!-- hidden\n --> b', 'a  b'],
  ['<style>p { color: red }</style>x<script>alert(1)</script>', 'x'],
  ['<details><summary>More</summary>Text</details>', 'More\n\nText'],
  ['<script>never closed', ''],
  ['3 < 4 and <https://x.example> stay', '3 < 4 and <https://x.example> stay'],
])('%j becomes %j', (html, markdown) => expect(plainCard(html)).toBe(markdown));

test('code is left as it is', () => {
  const code = 'before\n\n```html\n<div>\n<!-- kept -->\n</div>\n```\n\n`<b>x</b>` after';
  expect(plainCard(code)).toBe(code);
});

test('Markdown without HTML is left as it is', () => {
  const markdown = '# Title\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n    indented code';
  expect(plainCard(markdown)).toBe(markdown);
});

test('a card made to be slow is done in linear time', () => {
  for (const piece of ['<a href="', '<img ', '<h1>', '<!--', '<td>', '[![', '<b>', '```\n'])
    expect(typeof plainCard(piece.repeat(20_000))).toBe('string');
});

test('a long row of backticks is read through once', () => {
  const row = '`'.repeat(500_000);
  expect(plainCard(row)).toBe(row);
  expect(plainCard('````\n```\n<b>code</b>\n````\n<b>bold</b>')).toBe('````\n```\n<b>code</b>\n````\n**bold**');
});
