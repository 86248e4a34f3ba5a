/** How the palette finds and marks what was typed. Pure. */

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean);

/** Those whose labels hold every word of the query, beginnings first, in their own order otherwise; at most `limit`. */
export function findEntries<Entry extends { label: string }>(entries: readonly Entry[], query: string, limit: number): Entry[] {
  const words = wordsOf(query);
  const found = entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const begins = (entry: Entry) => (words[0] !== undefined && entry.label.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return found.toSorted((a, b) => begins(a) - begins(b)).slice(0, limit);
}

/** The label cut into pieces, those that match the query marked. */
export function markMatches(label: string, query: string): { text: string; isMatch: boolean }[] {
  const lower = label.toLowerCase();
  const isMatch: boolean[] = Array.from({ length: label.length }, () => false);
  for (const word of wordsOf(query)) {
    const at = lower.indexOf(word);
    if (at >= 0) isMatch.fill(true, at, at + word.length);
  }
  const pieces: { text: string; isMatch: boolean }[] = [];
  for (let i = 0; i < label.length; i += 1) {
    const last = pieces.at(-1);
    if (last && last.isMatch === isMatch[i]) last.text += label[i];
    else pieces.push({ text: label[i] ?? '', isMatch: isMatch[i] ?? false });
  }
  return pieces;
}
