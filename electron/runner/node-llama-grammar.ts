/** Grammars of llama.cpp's own grammar engine. */
import { type Llama, LlamaGrammar, LlamaGrammarEvaluationState, type LlamaModel, type Token } from 'node-llama-cpp';
import { AppError } from '../../shared/errors.ts';
import type { Grammar } from './core.ts';

/** The library has these and does not show them: they say whether a token may come next, and go on with one. */
interface GrammarCalls {
  canBeNextTokenForGrammarEvaluationState(state: unknown, token: Token): boolean;
  acceptGrammarEvaluationStateToken(state: unknown, token: Token): void;
}

export class NodeLlamaGrammar implements Grammar {
  readonly state: LlamaGrammarEvaluationState;
  readonly #calls: GrammarCalls | undefined;

  /** Throws AppError request.invalid. */
  constructor(model: LlamaModel, gbnf: string) {
    this.#calls = findCalls(model.llama);
    try {
      this.state = new LlamaGrammarEvaluationState({ model, grammar: new LlamaGrammar(model.llama, { grammar: gbnf }) });
    } catch (cause) {
      throw new AppError('request.invalid', 'The grammar cannot be read.', { data: { reason: 'the grammar is not valid GBNF' }, cause });
    }
  }

  accept(token: number): boolean {
    const { _state: state } = this.state as unknown as { _state: unknown };
    if (!this.#calls?.canBeNextTokenForGrammarEvaluationState(state, token as Token)) return false;
    this.#calls.acceptGrammarEvaluationStateToken(state, token as Token);
    return true;
  }
}

function findCalls(llama: Llama): GrammarCalls | undefined {
  const { _bindings: bindings } = llama as unknown as { _bindings?: { AddonSampler?: GrammarCalls } };
  return bindings?.AddonSampler;
}
