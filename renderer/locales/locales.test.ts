import { describe, expect, test } from 'vitest';
import en from './en.json';
import { type KeyUse, readSource } from './read-source.ts';
import zh from './zh-CN.json';

type Texts = { [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const english = flatten(en);
const chinese = flatten(zh);

const variablesOf = (text: string) => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? ''))].sort();
const withoutPlural = (key: string) => key.replace(/_(?:zero|one|two|few|many|other)$/, '');
const askedKeys = new Set([...english.keys()].map(withoutPlural));

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}', '!./read-source.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const files = Object.entries(sources).map(([path, source]) => ({ path, ...readSource(source, path.endsWith('.tsx')) }));

const matches = (key: string, use: KeyUse) => (typeof use.key === 'string' ? key === use.key : use.key.test(key));

/** The calls that ask for exactly this key. */
const usesOf = (key: string) => files.flatMap(({ uses }) => uses.filter((use) => use.key === key));

describe('the two languages', () => {
  test('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('put the same values into each text, or the call gives them all', () => {
    const differs = (key: string, text: string) => {
      const [own, other] = [variablesOf(text), variablesOf(chinese.get(key) ?? '')].map((names) =>
        names.filter((name) => name !== 'count').join(),
      );
      return own !== other && !usesOf(withoutPlural(key)).every(({ values }) => values);
    };
    expect([...english].filter(([key, text]) => differs(key, text)).map(([key]) => key)).toEqual([]);
  });

  test('leave no text empty', () => {
    const mayBeEmpty = new Set(['app.sentenceGap']);
    const empty = [...english, ...chinese].filter(([key, text]) => text === '' && !mayBeEmpty.has(key)).map(([key]) => key);
    expect(empty).toEqual([]);
  });

  test('speak as the look asks: no 您 and no 请 in Chinese, no please and no exclamation mark', () => {
    const unfitting = [
      ...[...chinese].filter(([, text]) => /您|请(?!求)|！/.test(text)),
      ...[...english].filter(([, text]) => /\b(?:please|sorry|oops)\b|!/i.test(text)),
    ].map(([key, text]) => `${key}: ${text}`);
    expect(unfitting).toEqual([]);
  });
});

describe('the components', () => {
  test('ask only for keys there are', () => {
    const missing = files.flatMap(({ path, uses }) =>
      uses.filter((use) => ![...askedKeys].some((key) => matches(key, use))).map((use) => `${path}:${use.line} ${use.key}`),
    );
    expect(missing).toEqual([]);
  });

  test('write out every key they ask for, in the call or in data beside it', () => {
    const hasKeysInData = ({ literals }: { literals: Set<string> }) => [...askedKeys].some((key) => literals.has(key));
    const unreadable = files
      .filter((file) => !hasKeysInData(file))
      .flatMap((file) => file.unreadable.map((line) => `${file.path}:${line}`));
    expect(unreadable).toEqual([]);
  });

  test('give each text the values it needs', () => {
    const lacking = files.flatMap(({ path, uses }) =>
      uses.flatMap(({ key, values, line }) => {
        if (typeof key !== 'string' || !values) return [];
        const needed = [...english, ...chinese].filter(([full]) => withoutPlural(full) === key).flatMap(([, text]) => variablesOf(text));
        return [...new Set(needed)].filter((name) => !values.includes(name)).map((name) => `${path}:${line} ${key} lacks ${name}`);
      }),
    );
    expect(lacking).toEqual([]);
  });

  test('use every key', () => {
    const literals = new Set(files.flatMap((file) => [...file.literals]));
    const uses = files.flatMap((file) => file.uses);
    const unused = [...askedKeys].filter((key) => !literals.has(key) && !uses.some((use) => matches(key, use)));
    expect(unused).toEqual([]);
  });

  test('hold no text of their own', () => {
    expect(files.flatMap(({ path, bare }) => bare.map(({ text, line }) => `${path}:${line} ${text}`))).toEqual([]);
  });
});

describe('the reader of sources', () => {
  test('finds bare text in elements, conditions and spoken attributes, and leaves keys and class names alone', () => {
    const source = `const A = () => <p className="row" title="Tip">{isOn ? 'On' : t('a.b')}<Kbd>Enter</Kbd>Hello {name && <b>· {1}</b>}</p>;`;
    expect(
      readSource(source, true)
        .bare.map(({ text }) => text)
        .sort(),
    ).toEqual(['Hello', 'On', 'Tip']);
  });

  test('reads keys through conditions and templates', () => {
    const { uses, unreadable } = readSource("t(isOn ? 'a.on' : 'a.off', { name }); i18next.t(`a.$" + '{what}.b`); t(key);', false);
    expect(uses.map(({ key }) => String(key))).toEqual(['a.on', 'a.off', String(/^a\.[^.]+\.b$/)]);
    expect(uses[0]?.values).toEqual(['name']);
    expect(unreadable).toEqual([1]);
  });
});
