/** Many known texts as a tree of their beginnings: the engine looks at every way on, and a list of thousands would be as many at once. */
import { choice, type Node, nothing, rule, sequence, text } from './grammar.ts';

/** One of `words`, which all differ. Adds a rule for each beginning that several of them share; `name` begins their names. */
export function addWords(words: readonly string[], { name, add }: { name: string; add(name: string, node: Node): void }): Node {
  const branches: { name: string; words: readonly string[] }[] = [{ name, words }];
  for (let next = 0; next < branches.length; next += 1) {
    const branch = branches[next];
    if (!branch) break;
    const ways = [...groupByFirst(branch.words)].map((group) => {
      const beginning = commonBeginning(group);
      const rests = group.map((word) => word.slice(beginning.length));
      if (rests.length === 1) return text(beginning);
      const further = `${name}-${branches.length}`;
      branches.push({ name: further, words: rests });
      return sequence(text(beginning), rule(further));
    });
    add(branch.name, choice(...ways));
  }
  return words.length === 0 ? nothing : rule(name);
}

function groupByFirst(words: readonly string[]): Iterable<string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    const [first = ''] = word;
    const group = groups.get(first);
    if (group) group.push(word);
    else groups.set(first, [word]);
  }
  return groups.values();
}

/** In whole characters. */
function commonBeginning([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same += 1;
    length = same;
  }
  const last = first.charCodeAt(length - 1);
  const cutsPair = length < first.length && last >= 0xd800 && last <= 0xdbff;
  return first.slice(0, cutsPair ? length - 1 : length);
}
