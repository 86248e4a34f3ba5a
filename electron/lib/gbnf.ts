/** How llama.cpp's grammar language (GBNF, grammars/README.md there) writes characters. */

/** Text that must stand there as it is. */
export function gbnfText(text: string): string {
  return `"${Array.from(text, (character) => gbnfCharacter(character.codePointAt(0) ?? 0)).join('')}"`;
}

/** Letters and digits stay readable; everything else is given by its number. Also within `[...]`. */
export function gbnfCharacter(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  if (/^[A-Za-z0-9 _.,:;{}/+=<>@!?()*|]$/.test(character)) return character;
  const hex = codePoint.toString(16).toUpperCase();
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** A whole grammar: `root` is where it begins, the rules by name are what it needs. */
export function gbnfGrammar(root: string, rules: Readonly<Record<string, string>>): string {
  return [`root ::= ${root}`, ...Object.entries(rules).map(([name, rule]) => `${name} ::= ${rule}`)].join('\n');
}
