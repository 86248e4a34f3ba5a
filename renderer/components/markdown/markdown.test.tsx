import i18next from 'i18next';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Markdown } from './markdown.tsx';

let root: Root;
let page: HTMLElement;

beforeAll(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  await i18next
    .use(initReactI18next)
    .init({ lng: 'en', resources: { en: { translation: { chat: { image: 'Picture: {{name}}', copy: 'Copy' } } } } });
});
beforeEach(() => {
  page = document.createElement('div');
  document.body.append(page);
  root = createRoot(page);
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
});

const show = (text: string, isWriting = false) => act(async () => root.render(<Markdown text={text} isWriting={isWriting} />));

test('HTML in a text is shown as text, never as elements', async () => {
  await show(
    'Hello <b>you</b>\n\n<script>alert(1)</script>\n\n<img src="https://a.example/x.png" onerror="alert(1)">\n\n<input value="x"> <a href="https://a.example">a</a>',
  );
  expect(page.querySelectorAll('b, script, img, input, a, iframe')).toHaveLength(0);
  expect(page.textContent).toContain('<b>you</b>');
  expect(page.textContent).toContain('<script>alert(1)</script>');
});

test('links that would run something are dead, and their words stay', async () => {
  await show(
    '[one](javascript:alert(1)) [two](JaVaScRiPt:alert(1)) [three](data:text/html,x) [four](file:///etc/passwd) [five](vbscript:x)',
  );
  expect(page.querySelectorAll('a')).toHaveLength(0);
  for (const word of ['one', 'two', 'three', 'four', 'five']) expect(page.textContent).toContain(word);
});

test('links open outside, in a page that knows nothing of this one', async () => {
  await show('See [the site](https://a.example/page) or https://b.example or <me@c.example>');
  const links = [...page.querySelectorAll('a')];
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://a.example/page', 'https://b.example', 'mailto:me@c.example']);
  for (const link of links) {
    expect(link.target).toBe('_blank');
    expect(link.rel).toContain('noopener');
  }
});

test('pictures are never fetched, only named', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  await show(
    '![a heron](https://a.example/heron.png)\n\n![dot](data:image/png;base64,AAAA)\n\n[![badge](https://a.example/b.svg)](https://a.example)',
  );
  expect(page.querySelectorAll('img, svg image, picture')).toHaveLength(0);
  expect([...page.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
    'https://a.example/heron.png',
    'https://a.example',
  ]);
  expect(page.querySelector('a')?.getAttribute('href')).toBe('https://a.example/heron.png');
  expect(page.textContent).toContain('a heron');
  expect(fetched.mock.calls.filter(([url]) => String(url).includes('a.example'))).toEqual([]);
});

test('a code block is named after its language and holds exactly its code', async () => {
  await show('```py\nif a < b:\n    print("<b>")\n```');
  expect(page.querySelector('.code-head')?.textContent).toContain('Python');
  expect(page.querySelector('pre')?.textContent).toBe('if a < b:\n    print("<b>")');
});

test('an open code block grows by whole lines and carries the mark of writing', async () => {
  await show('```py\na = 1\nb = 2\nc =', true);
  expect(page.querySelector('pre')?.textContent).toBe('a = 1\nb = 2');
  expect(page.querySelectorAll('.caret')).toHaveLength(1);
  await show('```py\na = 1\nb = 2\nc = 3\n```', false);
  expect(page.querySelector('pre')?.textContent).toBe('a = 1\nb = 2\nc = 3');
  expect(page.querySelectorAll('.caret')).toHaveLength(0);
});

test('the mark of writing stands behind the last word, in lists too', async () => {
  await show('One\n\n- two\n- **three', true);
  const carets = page.querySelectorAll('.caret');
  expect(carets).toHaveLength(1);
  expect(carets[0]?.closest('li')?.textContent).toContain('three');
  expect(page.textContent).not.toContain('**');
});

test('what was drawn stays in the page when writing ends', async () => {
  await show('One\n\nTwo', true);
  const first = page.querySelector('p');
  await show('One\n\nTwo', false);
  expect(page.querySelector('p')).toBe(first);
});
