import type { Node } from './grammar.ts';

/** Where a schema stands, and what the parts of the compiler need of it. */
export interface SchemaPlace {
  /** JSON pointer into the whole schema. */
  path: string;
  /** A name for rules that nothing else has. */
  newName(): string;
  /** Adds a rule and answers a reference to it. */
  add(name: string, node: Node): Node;
  /** A schema one level further in; `path` is where it stands. */
  compile(schema: unknown, path: string): Node;
}
