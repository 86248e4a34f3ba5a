/**
 * Models write mathematics as `$x$`, `\(x\)`, `\[x\]` and `$$x$$`; the parser knows only the last. This rewrites the others, and
 * leaves code and amounts of money alone.
 */

/** Fenced blocks (also one that is still open), then inline code: kept as they are. */
const code = /^( {0,3})(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*?\n)?(?:\1 {0,3}\2[`~]*[ \t]*(?=\n|$)|$(?![\s\S]))|(`+)(?!`)[\s\S]*?[^`]\3(?!`)/gm;

/**
 * An opening dollar sign stands before something that is no space, a closing one after something that is no space and not before a
 * digit (Pandoc's rule, tex_math_dollars); a pair of amounts such as "$5 and $10" fails the last.
 */
const inlineDollars = /(?<![\\$\w])\$(?![\s$])((?:\\[\s\S]|[^$\\\n])+?)(?<!\s)\$(?![\d$])/g;
const looksLikeMoney = /^\d[\d.,]*(?:\s+[a-z]{2,}|[kKmM]?$)/;

const block = /\\\[([\s\S]+?)(?:\\\]|$(?![\s\S]))/g;
const inline = /\\\((.+?)\\\)/gs;

function rewrite(text: string): string {
  return text
    .replace(block, (_, body: string) => `\n$$\n${body.trim()}\n$$\n`)
    .replace(inline, (_, body: string) => `$$${body.trim()}$$`)
    .replace(inlineDollars, (whole, body: string) => (looksLikeMoney.test(body) ? whole : `$$${body}$$`));
}

/** Whether the text, once normalised, holds mathematics: only then is the renderer for it loaded. */
export const hasMath = (normalized: string): boolean => normalized.includes('$$');

export function normalizeMath(text: string): string {
  if (!text.includes('$') && !text.includes('\\(') && !text.includes('\\[')) return text;
  let result = '';
  let from = 0;
  for (const match of text.matchAll(code)) {
    result += rewrite(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return result + rewrite(text.slice(from));
}
