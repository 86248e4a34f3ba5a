import { expect, test } from 'vitest';
import { assertHarmless } from './client-grammar.ts';
import { schemaCases } from './schema-cases.ts';
import { compileSchema } from './schema-grammar.ts';
import { writeGrammar } from './write-grammar.ts';

const many = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, index) => make(index));
const refused = (gbnf: string) => {
  try {
    assertHarmless(gbnf);
    return undefined;
  } catch (error) {
    return (error as { data?: { reason?: string } }).data?.reason ?? error;
  }
};

/** Each of these has ended the engine's process, or held it for more than twenty seconds. */
test.each([
  ['brackets beyond the stack', `root ::= ${'('.repeat(50_000)}"a"${')'.repeat(50_000)}`, 'brackets'],
  ['a character that no token has', 'root ::= "\\x00"+', 'character 0'],
  [
    'ways that multiply',
    [...many(40, (index) => `r${index} ::= r${index + 1} r${index + 1} | r${index + 1} | ""`), 'r40 ::= "a"', 'root ::= r0'].join('\n'),
    'too many ways',
  ],
  [
    'ways that double',
    [...many(25, (index) => `r${index} ::= r${index + 1} | r${index + 1}`), 'r25 ::= "a"', 'root ::= r0'].join('\n'),
    'too many ways',
  ],
  [
    'a chain beyond the stack',
    [...many(60_000, (index) => `r${index} ::= r${index + 1}`), 'r60000 ::= "a"', 'root ::= r0'].join('\n'),
    'begin with each other',
  ],
  ['a rule that begins with itself', 'root ::= root "a" | "b"', 'leads back'],
  ['nothing again and again', 'root ::= ("")*', 'may be empty'],
  ['no root', 'foo ::= "a"', 'no rule "root"'],
  ['no grammar', '\u0001((((', 'beginning of a rule'],
])('%s: refused', (_name, gbnf, reason) => {
  expect(refused(gbnf)).toContain(reason);
});

test.each([
  'root ::= "yes" | "no"',
  'root ::= ( # a comment with "quotes (\n  "a"\n  | [^"\\]]+ ) ws? item{2,3} end\nitem ::= "x" ws\nws ::= [ \\t\\n]*\nend ::= .',
  'root ::= object\nobject ::= "{" ws (pair ("," ws pair)*)? "}"\npair ::= "\\"" [a-z]+ "\\"" ":" ws (object | "1")\nws ::= | " " | "\\n" [ \\t]{0,20}',
])('a usual grammar is taken: %s', (gbnf) => {
  expect(refused(gbnf)).toBeUndefined();
});

test.each(schemaCases)('what a schema becomes is taken: %s', (_name, schema) => {
  expect(refused(writeGrammar(compileSchema(schema)))).toBeUndefined();
});
