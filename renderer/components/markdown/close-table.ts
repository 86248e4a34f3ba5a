/**
 * A table is one only once its second line stands. While a text is being written, or where it was stopped, its last line may be the head
 * of a table: the missing line is added, so that the head does not show as text first and jump into a table then.
 */

const fence = /^ {0,3}(`{3,}|~{3,})/;

/** The lines after the last blank one, and where they start; undefined inside an open code block. */
function lastParagraph(text: string): { start: number; lines: string[] } | undefined {
  let open: string | undefined;
  let start = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    const mark = fence.exec(line)?.[1];
    if (open === undefined && mark) open = mark;
    else if (open !== undefined && mark?.startsWith(open)) open = undefined;
    at += line.length + 1;
    if (line.trim() === '' && open === undefined) start = at;
  }
  return open === undefined && start < text.length ? { start, lines: text.slice(start).split('\n') } : undefined;
}

const countCells = (head: string) =>
  head
    .trim()
    .replace(/^\||\|$/g, '')
    .replaceAll('\\|', '')
    .split('|').length;

export function closeTable(text: string): string {
  if (!text.includes('|')) return text;
  const paragraph = lastParagraph(text);
  const [head = '', line = '', ...rest] = paragraph?.lines ?? [];
  if (!paragraph || rest.length > 0 || !/^\s{0,3}\|/.test(head) || /[^\s|:-]/.test(line)) return text;
  const cells = countCells(head);
  if (head.trim() === '|' || (line.match(/-\s*:?\s*\|/g)?.length ?? 0) >= cells) return text;
  const whole = head.trimEnd().endsWith('|') ? head.trimEnd() : `${head.trimEnd()} |`;
  return `${text.slice(0, paragraph.start)}${whole}\n|${' --- |'.repeat(cells)}\n`;
}
