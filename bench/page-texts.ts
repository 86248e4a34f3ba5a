/** What is said in the long conversation of the page's benchmark: prose, lists, tables, code and formulas in turn. */

const words = 'The heron stands in the shallow water and waits until a fish comes near enough to be caught'.split(' ');
const prose = (from: number, count: number) => Array.from({ length: count }, (_, index) => words[(from + index) % words.length]).join(' ');

export const questionOf = (at: number): string => `Question ${at}: ${prose(at, 4 + (at % 30))}?`;

const kinds: ((at: number) => string)[] = [
  (at) => `${prose(at, 40)}.\n\n${prose(at + 3, 30 + (at % 60))}.`,
  (at) => `Some points:\n\n- **${prose(at, 3)}**: ${prose(at, 12)}\n- ${prose(at + 5, 14)}\n- \`${prose(at, 2)}\` ${prose(at, 8)}`,
  (at) => `| Name | Value | Note |\n|---|--:|---|\n| ${prose(at, 2)} | ${at} | ${prose(at, 4)} |\n| ${prose(at + 1, 2)} | ${at * 3} | x |`,
  (at) =>
    `Run this:\n\n\`\`\`python\nfor index in range(${at}):\n    # ${prose(at, 6)}\n    print(f"{index}: ${prose(at, 3)}")\n\`\`\`\n\n${prose(at, 10)}.`,
  (at) => `So $n_{${at}} = \\frac{\\ln(1 + Sr/d)}{\\ln(1 + r)}$, and ${prose(at, 20)}.`,
];

export const answerOf = (at: number): string => {
  const kind = kinds[Math.floor(at / 2) % kinds.length] as (at: number) => string;
  return `Answer ${at}. ${kind(at)}`;
};

/** 150 pieces of an answer of about 8 kB that is a third each of table, code and formulas between prose. */
export function pacedAnswer(): string[] {
  const text = Array.from({ length: 40 }, (_, index) => answerOf(2 * index + 1)).join('\n\n');
  const size = Math.ceil(text.length / 150);
  return Array.from({ length: 150 }, (_, index) => text.slice(index * size, (index + 1) * size)).filter((piece) => piece !== '');
}
