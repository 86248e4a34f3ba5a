/** Colours for the few snippets of this screen; conversations have a whole library for it, which this screen need not load. */
import type { SnippetLanguage } from './snippets.ts';

export interface Piece {
  text: string;
  /** Keyword, text, number, comment. */
  kind?: 'k' | 's' | 'n' | 'c';
}

const keywords: Partial<Record<SnippetLanguage, string[]>> = {
  python: ['from', 'import', 'print'],
  javascript: ['import', 'from', 'const', 'new', 'await'],
  shell: ['curl', 'export', 'claude', 'ollama'],
};

/** Comments stand on lines of their own, so that no address is taken for one. */
const token = /^[ \t]*(?:#|\/\/).*$|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\b\d+(?:\.\d+)*\b|\b[a-z]+\b/gm;

function kindOf(text: string, language: SnippetLanguage): Piece['kind'] {
  if (/^\s*(?:#|\/\/)/.test(text)) return 'c';
  if (/^["']/.test(text)) return 's';
  if (/^\d/.test(text)) return language === 'shell' || language === 'fields' ? undefined : 'n';
  return keywords[language]?.includes(text) ? 'k' : undefined;
}

/** The whole text in pieces, in order. */
export function highlight(text: string, language: SnippetLanguage): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const kind = kindOf(match[0], language);
    if (!kind) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: match[0], kind });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
