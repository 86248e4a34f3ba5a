/** How a family of models writes its calls: the marks around them, their grammar, and a reader that takes them apart as they come. */
import type { OutputPart } from '../output-part.ts';
import type { Gbnf, RunnerTool } from '../protocol.ts';

export interface ToolFormat {
  readonly name: string;
  /** Texts that begin a call; they may be tokens without a text of their own. */
  readonly marks: readonly string[];
  /** Whether the template writes tools and calls itself; otherwise they are told in words (see tell-tools.ts). */
  readonly isInTemplate: boolean;
  /** Some templates take arguments as text, most of them as an object. */
  readonly argumentsForm: 'object' | 'text';
  /**
   * What stands before and after the name when a call begins, up to its arguments: a call that must come is begun for the model, which
   * then writes nothing but the arguments. Unset where arguments are not one JSON object.
   */
  readonly opening?: readonly [before: string, after: string];
  /** The grammar holds the whole turn, a thought before the call as well. */
  readonly holdsThought?: boolean;
  /**
   * One call, or several where that is allowed, from the mark to the last closing mark; the rules of the tools' arguments come from the
   * tools. `root` is the body of a rule.
   */
  writeGrammar(tools: readonly RunnerTool[], isParallel: boolean): Gbnf;
  createReader(): ToolReader;
}

/** Parts text from calls, also across the borders of what is pushed. */
export interface ToolReader {
  /** A call's mark has been read. */
  readonly isCalling: boolean;
  /** Holds text back that may be the beginning of a mark. */
  readonly isHolding: boolean;
  push(text: string): OutputPart[];
  /** What is still held back when the output ends. */
  flush(): OutputPart[];
}

/** Space that models write between the parts of a call: the name of a rule that `callRules` has. */
export const space = 'call-space';
export const spaceRule = '[ \\n\\t]{0,20}';

/**
 * `call` as a rule of its own, and the one for space. llama.cpp counts all that stands within a repetition: spelled out there, the calls
 * of sixteen tools would be too much for it.
 */
export function callRules(call: string): Record<string, string> {
  return { call, [space]: spaceRule };
}

/** A call, or a list of them. */
export function oneOrMore(isParallel: boolean, between = space): string {
  return isParallel ? `call (${between} call)*` : 'call';
}
