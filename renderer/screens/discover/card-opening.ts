/** Lines that begin something other than a paragraph: headings, lists, quotes, tables, code, pictures, HTML, rules, links alone. */
const notParagraph = /^(?:#|[-*+] |\d+[.)] |>|\||```|~~~|!\[|\[!\[|<|---|\*\*\*|===|\[[^\]]*\]\([^)]*\)$)/;
/** Shorter ones are captions and lists of links. */
const shortest = 60;

/** Letters and digits alone, without the addresses of links: what two writings of one sentence have in common. */
const bare = (text: string): string => text.replace(/\]\([^)]*\)/g, ']').replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The first paragraphs of a card, at most two and not too long: what stands there until somebody wants all of it. The one that the
 * page's summary was taken from is left out: it stands above already.
 */
export function cardOpening(markdown: string, summary = ''): string {
  const said = bare(summary);
  const chosen: string[] = [];
  let length = 0;
  let isInCode = false;
  for (const block of markdown.split(/\n\s*\n/)) {
    const text = block.trim();
    const fences = text.match(/^(?:```|~~~)/gm)?.length ?? 0;
    const wasInCode = isInCode;
    if (fences % 2 === 1) isInCode = !isInCode;
    if (wasInCode || fences > 0 || text.length < shortest || notParagraph.test(text)) continue;
    if (said !== '' && bare(text).startsWith(said)) continue;
    chosen.push(text);
    length += text.length;
    if (chosen.length === 2 || length > 500) break;
  }
  return chosen.join('\n\n');
}
