/** HTML inside a model card, turned into Markdown or dropped: the page shows raw HTML as text. Code is left as it is. */

/** Tags whose content goes with them. */
const silent = /<(script|style|head|title|svg|template|noscript|iframe|object|audio|video)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const fence = /(^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\2[`~]*[ \t]*$|$(?![\s\S]))|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\3(?!`))/gm;

export function plainCard(markdown: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of markdown.matchAll(fence)) {
    parts.push(plain(markdown.slice(from, match.index)), match[0]);
    from = match.index + match[0].length;
  }
  parts.push(plain(markdown.slice(from)));
  return parts
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function plain(text: string): string {
  const withoutSilent = text.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(silent, '');
  if (!/<[a-z/]/i.test(withoutSilent)) return decode(withoutSilent);
  return decode(withTags(withLinks(withTables(withPictures(withoutSilent)))));
}

function withPictures(text: string): string {
  return text.replace(/<img\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi, (_, attributes: string) => {
    const source = attribute(attributes, 'src');
    return source === undefined ? '' : `![${escapeLabel(attribute(attributes, 'alt') ?? '')}](${encodeTarget(source)})`;
  });
}

/** A row a line, its cells apart: cards use tables for layout as often as for numbers. */
function withTables(text: string): string {
  return text
    .replace(/\s*<\/t[dh]\s*>\s*(?=<t[dh]\b)/gi, ' · ')
    .replace(/<\/tr\s*>\s*/gi, '\n\n')
    .replace(/\s*<\/?(?:table|thead|tbody|tfoot|caption|colgroup|col)\b[^>]*>\s*/gi, '\n\n')
    .replace(/\s*<t[rdh]\b[^>]*>\s*/gi, (tag) => (/<tr/i.test(tag) ? '\n' : ''))
    .replace(/\s*<\/t[dh]\s*>/gi, '');
}

function withLinks(text: string): string {
  return text.replace(/<a\b((?:[^>"']|"[^"]*"|'[^']*')*)>([\s\S]*?)<\/a\s*>/gi, (_, attributes: string, content: string) => {
    const label = withTags(content).replace(/\s+/g, ' ').trim();
    const target = attribute(attributes, 'href');
    if (target === undefined || label === '') return label;
    return `[${label}](${encodeTarget(target)})`;
  });
}

function withTags(text: string): string {
  return text
    .replace(
      /<h([1-6])\b[^>]*>\s*([\s\S]*?)\s*<\/h\1\s*>/gi,
      (_, level: string, title: string) => `\n\n${'#'.repeat(Number(level))} ${oneLine(title)}\n\n`,
    )
    .replace(/<(b|strong)\b[^>]*>\s*([\s\S]*?)\s*<\/\1\s*>/gi, (_, __, content: string) => (content === '' ? '' : `**${content}**`))
    .replace(/<(i|em)\b[^>]*>\s*([\s\S]*?)\s*<\/\1\s*>/gi, (_, __, content: string) => (content === '' ? '' : `*${content}*`))
    .replace(/<pre\b[^>]*>([\s\S]*?)<\/pre\s*>/gi, (_, content: string) => `\n\n\`\`\`\n${stripTags(content).trim()}\n\`\`\`\n\n`)
    .replace(
      /<(code|kbd|tt|samp)\b[^>]*>([\s\S]*?)<\/\1\s*>/gi,
      (_, __, content: string) => `\`${oneLine(stripTags(content)).replaceAll('`', "'")}\``,
    )
    .replace(/\s*<li\b[^>]*>\s*/gi, '\n- ')
    .replace(/<hr\b[^>]*>/gi, '\n\n---\n\n')
    .replace(/<br\b[^>]*>\n?/gi, '  \n')
    .replace(
      /<\/?(?:p|div|section|article|center|ul|ol|blockquote|details|summary|figure|figcaption|header|footer|main|nav|dl|dt|dd)\b[^>]*>/gi,
      '\n\n',
    )
    .replace(/<\/?[a-z][a-z0-9-]*(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?\/?>/gi, (tag) => (isAutolink(tag) ? tag : ''))
    .replace(/^[ \t]+(?=\S)/gm, (space, at: number, whole: string) => (isNested(whole.slice(at + space.length)) ? space : ''));
}

/** Indentation left over from HTML would make code of a paragraph; lists keep theirs. */
function isNested(rest: string): boolean {
  return /^(?:[-*+]|\d+[.)])\s/.test(rest);
}

function isAutolink(tag: string): boolean {
  return /^<(?:https?|mailto):/i.test(tag);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function stripTags(text: string): string {
  return text.replace(/<[^>]*>/g, '');
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes);
  const value = (found?.[1] ?? found?.[2] ?? found?.[3])?.trim();
  return value === '' ? undefined : value;
}

function escapeLabel(label: string): string {
  return oneLine(label).replace(/[[\]]/g, '');
}

function encodeTarget(target: string): string {
  return target.replace(/[\s<>()]/g, (letter) => (letter === '(' ? '%28' : letter === ')' ? '%29' : encodeURIComponent(letter)));
}

const entities: Record<string, string> = {
  nbsp: '\u00a0',
  amp: '&',
  quot: '"',
  apos: "'",
  mdash: '—',
  ndash: '–',
  hellip: '…',
  copy: '©',
  middot: '·',
};

/** `&lt;` stays: the Markdown component reads it as the letter, and as a letter it would be a tag again. */
function decode(text: string): string {
  return text.replace(/&(nbsp|amp|quot|apos|mdash|ndash|hellip|copy|middot);/gi, (whole, name: string) => {
    return name.toLowerCase() === 'amp' ? whole : (entities[name.toLowerCase()] ?? whole);
  });
}
