/** Shiki with our own four colours as classes, so that both themes need one pass. Loaded when a code block first needs it. */
import { createHighlighterCore, type GrammarState, type ThemeRegistration } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { findLanguage } from './languages.ts';

export interface CodeToken {
  text: string;
  className?: string;
}

/** Shiki wants colours; these stand for the classes of style.css and are never shown. */
const classes: Record<string, string> = { '#000001': 'tk-k', '#000002': 'tk-n', '#000003': 'tk-s', '#000004': 'tk-c' };

const theme: ThemeRegistration = {
  name: 'alcove',
  type: 'light',
  fg: '#000000',
  bg: '#ffffff',
  settings: [
    { settings: { foreground: '#000000' } },
    {
      scope: ['keyword', 'storage', 'keyword.control', 'entity.name.tag', 'markup.heading', 'markup.deleted', 'constant.language.import'],
      settings: { foreground: '#000001' },
    },
    { scope: ['keyword.operator', 'punctuation', 'storage.type.numeric'], settings: { foreground: '#000000' } },
    {
      scope: ['keyword.operator.new', 'keyword.operator.logical.python', 'keyword.operator.expression', 'keyword.operator.word'],
      settings: { foreground: '#000001' },
    },
    {
      scope: [
        'constant.numeric',
        'constant.language',
        'constant.other.color',
        'support.constant',
        'entity.other.attribute-name',
        'support.type.property-name',
      ],
      settings: { foreground: '#000002' },
    },
    {
      scope: ['string', 'string.regexp', 'constant.character', 'markup.inserted', 'markup.inline.raw'],
      settings: { foreground: '#000003' },
    },
    { scope: ['comment', 'punctuation.definition.comment', 'meta.diff.header'], settings: { foreground: '#000004' } },
  ],
};

const core = createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });

export type Highlight = (code: string, state?: GrammarState) => { lines: CodeToken[][]; state: GrammarState | undefined };

/** A function that colours whole lines and can go on where it ended; undefined for a language without a grammar. */
export async function createHighlight(tag: string): Promise<Highlight | undefined> {
  const language = findLanguage(tag);
  if (!language) return undefined;
  const [highlighter, grammar] = await Promise.all([core, language.load()]);
  await highlighter.loadLanguage(...grammar.default);
  return (code, state) => {
    const lines = highlighter.codeToTokensBase(code, { lang: language.id, theme: 'alcove', ...(state ? { grammarState: state } : {}) });
    return {
      lines: lines.map((line) =>
        line.map(({ content, color }) => {
          const className = classes[color ?? ''];
          return className ? { text: content, className } : { text: content };
        }),
      ),
      state: highlighter.getLastGrammarState(lines),
    };
  };
}
