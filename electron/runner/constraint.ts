/**
 * What holds an answer to its form: from its beginning (a format, a call that must come), or from the moment in which a call begins.
 * A thought before it is free.
 */
import { gbnfGrammar, gbnfText } from '../lib/gbnf.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { Core, Grammar } from './core.ts';
import type { Gbnf, RunnerRequest } from './protocol.ts';
import type { OutputStart } from './reasoning.ts';
import { spaceRule } from './tools/tool-format.ts';

interface ConstraintOptions {
  core: Pick<Core, 'createGrammar'>;
  template: Pick<ChatTemplate, 'toolFormat' | 'reasoning'>;
  request: Pick<RunnerRequest, 'grammar' | 'tools' | 'toolChoice' | 'parallelToolCalls' | 'thinking'>;
  start: OutputStart;
  /** The prompt has begun the call of this tool: only its arguments are left to write. */
  begunCall?: string | undefined;
}

/** What is known after a token. */
export interface OutputState {
  token: number;
  /** As it stands in the output, marks included. */
  text: string;
  isReasoning: boolean;
  isUndecided: boolean;
  /** A call's mark was read with this token or before. */
  isCalling: boolean;
  /** Text waits that may become a mark. */
  isHolding: boolean;
}

export class Constraint {
  readonly #options: ConstraintOptions;
  /** Rules for the answer's text, where it is held from its beginning. */
  readonly #wholeGbnf: string | undefined;
  #grammar: Grammar | undefined;
  #isSettled = false;
  #wasFree: boolean;
  /** Tokens since the last moment in which nothing was held back: a call may have begun with any of them. */
  #recent: { token: number; text: string }[] = [];

  /** Throws AppError request.invalid for a grammar that is none. */
  constructor(options: ConstraintOptions) {
    this.#options = options;
    this.#wholeGbnf = writeWhole(options);
    this.#wasFree = options.start !== 'text';
    if (this.#wholeGbnf === undefined) return;
    if (options.start === 'text') this.#engage(this.#wholeGbnf);
    else if (options.start === 'undecided') this.#engage(this.#writeUndecided(this.#wholeGbnf));
    // Read once now, so that a mistake in it is told before anything is written.
    else options.core.createGrammar(this.#wholeGbnf);
  }

  current(): Grammar | undefined {
    return this.#grammar;
  }

  /** Looks at what a token has changed. */
  follow(state: OutputState): void {
    if (this.#wholeGbnf !== undefined) this.#followWhole(state, this.#wholeGbnf);
    else if (this.#options.request.tools.length > 0 && !this.#isSettled) this.#followCall(state);
  }

  /** While it thinks nothing holds it; the grammar begins anew where the answer begins. */
  #followWhole({ isReasoning, isUndecided }: OutputState, gbnf: string): void {
    if (this.#isSettled || this.#options.template.toolFormat.holdsThought) return;
    if (isReasoning) {
      this.#grammar = undefined;
      this.#wasFree = true;
    } else if (!isUndecided) {
      // Models leave a line free after a thought.
      if (this.#wasFree && this.#grammar === undefined) this.#engage(`root ::= ${spaceRule} whole\n${renameRoot(gbnf)}`);
      this.#isSettled = true;
    }
  }

  #followCall({ token, text, isCalling, isHolding }: OutputState): void {
    this.#recent.push({ token, text });
    if (!isCalling) {
      if (!isHolding) this.#recent = [];
      return;
    }
    this.#isSettled = true;
    const { template, request } = this.#options;
    const said = this.#recent.map((one) => one.text).join('');
    const begin = Math.min(...template.toolFormat.marks.map((mark) => said.indexOf(mark)).filter((index) => index !== -1));
    const before = Number.isFinite(begin) ? said.slice(0, begin) : '';
    const calls = template.toolFormat.writeGrammar(request.tools, request.parallelToolCalls);
    const root = `${before === '' ? '' : `${gbnfText(before)} `}${calls.root}`;
    this.#engage(joinRules({ ...calls, root }, request));
    // What the model has begun in its own way goes on in its own way.
    if (!this.#recent.every((one) => this.#grammar?.accept(one.token))) this.#grammar = undefined;
  }

  #engage(gbnf: string): void {
    this.#grammar = this.#options.core.createGrammar(gbnf);
  }

  /** It may begin with a thought; what is in it is free. */
  #writeUndecided(gbnf: string): string {
    const { template, request } = this.#options;
    const { reasoning } = template;
    if (reasoning.type === 'channels' || !reasoning.isKnown || request.thinking === false) return gbnf;
    return `root ::= whole | ${gbnfText(reasoning.open)} [^\\x00]*\n${renameRoot(gbnf)}`;
  }
}

function writeWhole({ template, request, begunCall }: ConstraintOptions): string | undefined {
  const begun = request.tools.find(({ name }) => name === begunCall);
  if (begun) return joinRules({ root: `" "? ${begun.grammar.root}`, rules: {} }, request);
  const { grammar, tools, toolChoice, parallelToolCalls } = request;
  const mustCall = toolChoice === 'required' || typeof toolChoice === 'object';
  const calls = tools.length > 0 ? template.toolFormat.writeGrammar(tools, parallelToolCalls) : undefined;
  if (calls !== undefined && mustCall) return joinRules(calls, request);
  if (grammar === undefined) return undefined;
  if (calls === undefined) return grammar;
  // Either the form that was asked for, or calls.
  return `${joinRules({ ...calls, root: `form | ${calls.root}` }, request)}\n${renameRules(grammar)}`;
}

function renameRoot(gbnf: string): string {
  return gbnf.replace(/^\s*root\s*::=/m, 'whole ::=');
}

/** With the rules of all tools' arguments. */
function joinRules({ root, rules: own }: Gbnf, { tools }: Pick<RunnerRequest, 'tools'>): string {
  return gbnfGrammar(root, Object.assign({}, ...tools.map((tool) => tool.grammar.rules), own));
}

/** A grammar's own rules under names that no tool's rules have. */
function renameRules(gbnf: string): string {
  const names = Array.from(gbnf.matchAll(/^\s*([A-Za-z0-9-]+)\s*::=/gm), ([, name = '']) => name);
  const renamed = new Map(names.map((name) => [name, name === 'root' ? 'form' : `form-${name}`]));
  return gbnf.replace(/"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|[A-Za-z][A-Za-z0-9-]*/g, (piece) => renamed.get(piece) ?? piece);
}
