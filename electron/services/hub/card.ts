/** A model card for the page: without front matter, with whole addresses, and not endless. */
import { plainCard } from '../../../shared/card-markdown.ts';

const longest = 500_000;

/** At most half a million characters; `webUrl` and `revision` make whole addresses of those within the repository. */
export function prepareCard(card: string, address: { webUrl: string; revision: string }): string {
  const body = plainCard(withoutFrontMatter(card).slice(0, longest));
  const whole = withWholeAddresses(body, address);
  return whole.length > longest ? `${whole.slice(0, whole.lastIndexOf('\n', longest) + 1 || longest)}\n…` : whole;
}

/** Without the YAML block that a card may begin with. */
export function withoutFrontMatter(card: string): string {
  return card.replace(/^\uFEFF?\s*---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/, '').trimStart();
}

/** `](picture.png)` is a file of the repository: pictures as their bytes, links as the page that shows them. */
function withWholeAddresses(markdown: string, { webUrl, revision }: { webUrl: string; revision: string }): string {
  const base = (isPicture: boolean) => `${webUrl}/${isPicture ? 'resolve' : 'blob'}/${revision}/`;
  return outsideCode(markdown, (text) =>
    text
      .replace(
        /(!?)(\[(?:[^[\]]|\[[^\]]{0,300}\](?:\([^)]{0,1000}\))?){0,500}\]\()\s{0,9}<?([^)\s>]{1,2000})>?/g,
        (_, mark: string, start: string, target: string) => {
          return `${mark}${start}${wholeAddress(target, base(mark === '!'))}`;
        },
      )
      // A picture inside a link is met only once from outside.
      .replace(
        /(!\[[^\]]{0,300}\]\()([^)\s>]{1,2000})/g,
        (_, start: string, target: string) => `${start}${wholeAddress(target, base(true))}`,
      )
      .replace(
        /^( {0,3}\[[^\]\n]{1,300}\]:[ \t]{0,9})<?([^\s>]{1,2000})>?(?=\s|$)/gm,
        (_, start: string, target: string) => `${start}${wholeAddress(target, base(false))}`,
      ),
  );
}

function wholeAddress(target: string, base: string): string {
  if (target.startsWith('#') || /^(?:mailto|data):/i.test(target)) return target;
  const url = URL.parse(target.startsWith('/') && !target.startsWith('//') ? target.slice(1) : target, base);
  return url === null || !/^https?:$/.test(url.protocol) ? '#' : url.href;
}

function outsideCode(markdown: string, change: (text: string) => string): string {
  return markdown
    .split(/(^ {0,3}(?:```|~~~)[\s\S]*?^ {0,3}(?:```|~~~)[^\n]*$|`[^`\n]{1,2000}`)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}

const noProse = /^(?:#{1,6}\s|[-*+]\s|\d+\.\s|>|\||!\[|\[!\[|```|~~~|={3,}|-{3,}|\*{3,}|<|\[[^\]]+\]:)/;

/** The first paragraph that says something, as plain text. */
export function summaryOf(card: string): string | undefined {
  const body = plainCard(withoutFrontMatter(card).slice(0, 60_000)).replace(/^ {0,3}(```|~~~)[\s\S]*?^ {0,3}\1[^\n]*$/gm, '');
  for (const block of body.split(/\n\s*\n/)) {
    const text = block.trim().slice(0, 5000);
    if (noProse.test(text)) continue;
    const plain = toPlainText(text);
    if (plain.length >= 50 && !/:$/.test(plain) && /[\p{L}]{3}/u.test(plain)) return shorten(plain);
  }
  return undefined;
}

function toPlainText(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whole sentences up to about two lines, else whole words. */
function shorten(text: string): string {
  if (text.length <= 280) return text;
  const sentences = /^.{80,280}?[.!?。！？](?=\s|$|[\p{Lo}])/u.exec(text)?.[0];
  return sentences ?? `${text.slice(0, 260).replace(/\s+\S*$/, '')} …`;
}
