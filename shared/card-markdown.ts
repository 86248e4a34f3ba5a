/** HTML inside a model card, turned into Markdown or dropped: the page shows raw HTML as text. Code is left as it is. */

/** Spans are bounded everywhere: a card is written by anybody, and an unclosed tag must not make reading it slow. */
const attributes = '[^>]{0,2000}';
const inner = '[\\s\\S]{0,4000}?';
const space = '\\s{0,100}';

/** A tag with what is inside it. */
function element(names: string): RegExp {
  return new RegExp(`<(${names})\\b(${attributes})>(${inner})</\\1\\s?>`, 'gi');
}

function tags(names: string, around = ''): RegExp {
  return new RegExp(`${around}</?(?:${names})\\b${attributes}>${around}`, 'gi');
}

/** Tags whose content goes with them, up to the end where they are not closed. */
const silentStart = /<(?:!--|(script|style|head|title|svg|template|noscript|iframe|object|audio|video)\b)/gi;
// The lookahead keeps a long row of marks from being tried at every shorter length.
const fence =
  /(^ {0,3}(?=(`{3,}|~{3,}))\2[^\n]*\n[\s\S]*?(?:^ {0,3}\2[`~]*[ \t]*$|$(?![\s\S]))|(?<!`)(`{1,9})(?!`)[^\n]{0,2000}?(?<!`)\3(?!`))/gm;

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
  const spoken = withoutSilent(text);
  if (!/<[a-z/]/i.test(spoken)) return decode(spoken);
  return decode(withTags(withLinks(withTables(withPictures(spoken)))));
}

function withoutSilent(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 1: name } of text.matchAll(silentStart)) {
    if (index < from) continue;
    parts.push(text.slice(from, index));
    const end = name === undefined ? '-->' : `</${name.toLowerCase()}`;
    // Only the letters of the tag's name can differ in case.
    const at = text.indexOf(end, index) >= 0 ? text.indexOf(end, index) : text.indexOf(end.toUpperCase(), index);
    from = at < 0 ? text.length : name === undefined ? at + end.length : text.indexOf('>', at) + 1 || text.length;
  }
  return parts.join('') + text.slice(from);
}

function withPictures(text: string): string {
  return text.replace(new RegExp(`<img\\b(${attributes})>`, 'gi'), (_, given: string) => {
    const source = attribute(given, 'src');
    return source === undefined ? '' : `![${escapeLabel(attribute(given, 'alt') ?? '')}](${encodeTarget(source)})`;
  });
}

/** A row a line, its cells apart: cards use tables for layout as often as for numbers. */
function withTables(text: string): string {
  return text
    .replace(new RegExp(`${space}</t[dh]\\s?>${space}<t[dh]\\b${attributes}>${space}`, 'gi'), ' · ')
    .replace(tags('td|th', space), '')
    .replace(tags('table|thead|tbody|tfoot|caption|colgroup|col|tr', space), '\n\n');
}

function withLinks(text: string): string {
  return text.replace(element('a'), (_, __, given: string, content: string) => {
    const label = withTags(content).replace(/\s+/g, ' ').trim();
    const target = attribute(given, 'href');
    if (target === undefined || label === '') return label;
    return `[${label}](${encodeTarget(target)})`;
  });
}

const blocks = 'p|div|section|article|center|ul|ol|blockquote|details|summary|figure|figcaption|header|footer|main|nav|dl|dt|dd';

function withTags(text: string): string {
  const around = (mark: string) => (_: string, __: string, ___: string, content: string) =>
    content.trim() === '' ? '' : `${mark}${content.trim()}${mark}`;
  return text
    .replace(element('h[1-6]'), (_, name: string, __, title: string) => `\n\n${'#'.repeat(Number(name[1]))} ${oneLine(title).trim()}\n\n`)
    .replace(element('b|strong'), around('**'))
    .replace(element('i|em'), around('*'))
    .replace(element('pre'), (_, __, ___, content: string) => `\n\n\`\`\`\n${stripTags(content).trim()}\n\`\`\`\n\n`)
    .replace(element('code|kbd|tt|samp'), (_, __, ___, content: string) => `\`${oneLine(stripTags(content)).replaceAll('`', "'")}\``)
    .replace(new RegExp(`${space}<li\\b${attributes}>${space}`, 'gi'), '\n- ')
    .replace(/<hr\b[^>]{0,200}>/gi, '\n\n---\n\n')
    .replace(/<br\b[^>]{0,200}>\n?/gi, '  \n')
    .replace(tags(blocks), '\n\n')
    .replace(/<\/?[a-z][a-z0-9-]{0,40}(?:\s[^<>]{0,2000})?\/?>/gi, '')
    .replace(/^[ \t]+(?=\S)/gm, (indent, at: number, whole: string) =>
      isListItem(whole.slice(at + indent.length, at + indent.length + 9)) ? indent : '',
    );
}

/** Indentation left over from HTML would make code of a paragraph; lists keep theirs. */
function isListItem(rest: string): boolean {
  return /^(?:[-*+]|\d+[.)])\s/.test(rest);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function stripTags(text: string): string {
  return text.replace(/<[^>]{0,2000}>/g, '');
}

function attribute(given: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(given);
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
