/** One conversation's state in a node-llama-cpp context, driven step by step. */
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { LlamaContextSequence, LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { AppError } from '../../shared/errors.ts';
import type { NextTokensOptions, Sequence } from './core.ts';
import { toEvaluateOptions } from './llama-sampling.ts';
import type { NodeLlamaGrammar } from './node-llama-grammar.ts';
import { readLikelihoods } from './node-llama-likelihood.ts';
import type { StepLoop } from './step-loop.ts';

export class NodeLlamaSequence implements Sequence {
  readonly #sequence: LlamaContextSequence;
  readonly #model: LlamaModel;
  readonly #steps: StepLoop;
  readonly #rank: number;
  /** What every evaluation carries: its place in a batch, and that the context is never shifted behind our back. */
  readonly #place: Pick<SequenceEvaluateOptions, 'evaluationPriority' | 'contextShift'>;

  constructor(options: { sequence: LlamaContextSequence; model: LlamaModel; steps: StepLoop; rank: number }) {
    this.#sequence = options.sequence;
    this.#model = options.model;
    this.#steps = options.steps;
    this.#rank = options.rank;
    this.#place = {
      // The type says 1 to 5; the library hands any number on to the batch order.
      evaluationPriority: (1 + options.rank / 1000) as 1,
      contextShift: { strategy: refuseShift },
    };
  }

  get tokens(): readonly number[] {
    return this.#sequence.contextTokens;
  }

  async keepPrefix(tokens: readonly number[]): Promise<number> {
    await this.#sequence.adaptStateToTokens(tokens as Token[], false);
    return this.#sequence.nextTokenIndex;
  }

  async prefill(
    tokens: readonly number[],
    { signal, onProgress }: { signal: AbortSignal; onProgress(added: number): void },
  ): Promise<void> {
    let added = 0;
    if (tokens.length > 0) {
      await this.#steps.run({
        rank: this.#rank,
        promptTokensLeft: () => tokens.length - added,
        step: async (chunkSize) => {
          signal.throwIfAborted();
          const chunk = tokens.slice(added, added + chunkSize) as Token[];
          await this.#sequence.evaluateWithoutGeneratingNewTokens(chunk, this.#place);
          added += chunk.length;
          onProgress(added);
          signal.throwIfAborted();
          return added < tokens.length;
        },
      });
    }
    // Recurrent and sliding-window models can only go back to a checkpoint; the end of the prompt is where the next turn meets it.
    if (this.#sequence.needsCheckpoints) await this.#sequence.takeCheckpoint();
  }

  async nextTokens(last: number, { sampling, recentTokens, grammar, others, onToken }: NextTokensOptions): Promise<void> {
    const grammarEvaluationState = () => (grammar?.() as NodeLlamaGrammar | undefined)?.state;
    const options = {
      ...toEvaluateOptions(this.#model, sampling, recentTokens),
      ...(grammar && { grammarEvaluationState }),
      ...this.#place,
      yieldEogToken: true,
    };
    const likelihoods = others === undefined ? undefined : readLikelihoods(this.#sequence, this.#model, others);
    if (others !== undefined && !likelihoods) throw new AppError('model.unable', 'No probabilities.', { data: { ability: 'logprobs' } });
    const iterator = this.#sequence.evaluateWithMetadata([last as Token], {}, options);
    try {
      await this.#steps.run({
        rank: this.#rank,
        promptTokensLeft: () => 0,
        step: async () => {
          const { value, done } = await iterator.next();
          return !done && onToken(value.token, likelihoods?.last());
        },
      });
    } finally {
      await iterator.return();
      likelihoods?.stop();
    }
  }

  async keepState(file: string): Promise<void> {
    const part = `${file}.part`;
    await this.#sequence.saveStateToFile(part);
    const hash = await hashOf(part);
    await rename(part, file);
    await writeFile(sealOf(file), hash);
  }

  /** A cut state file ends the process inside llama.cpp, so that nothing unproven may reach it. */
  async restoreState(file: string): Promise<void> {
    const [expected, actual] = await Promise.all([readFile(sealOf(file), 'utf8'), hashOf(file)]);
    if (expected !== actual) {
      await rm(file, { force: true });
      throw new Error('The kept state is not what was written.');
    }
    await this.#sequence.loadStateFromFile(file, { acceptRisk: true });
  }
}

function sealOf(file: string): string {
  return `${file}.sha256`;
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** A request ends before its context is full; getting here would lose text silently. */
function refuseShift(): never {
  throw new Error('The context is full.');
}
