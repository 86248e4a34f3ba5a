/** Vectors of texts. The library has a context of its own for them, which is made when the first one is asked for. */
import type { LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp';
import { AppError } from '../../shared/errors.ts';
import type { RunnerLoadOptions } from './protocol.ts';

export class NodeLlamaEmbedder {
  readonly #model: LlamaModel;
  readonly #options: RunnerLoadOptions;
  #context: Promise<LlamaEmbeddingContext> | undefined;
  /** The library reads one input at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(model: LlamaModel, options: RunnerLoadOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** Throws AppError model.unable, context.exceeded, or the signal's reason between two inputs. */
  async embed(inputs: readonly (readonly number[])[], signal: AbortSignal): Promise<Float32Array[]> {
    const context = await this.#open();
    const longest = this.#contextLength;
    for (const { length } of inputs) {
      if (length > longest)
        throw new AppError('context.exceeded', 'An input is too long.', { data: { promptTokens: length, contextLength: longest } });
    }
    const vectors: Float32Array[] = [];
    for (const input of inputs) {
      const read = this.#last.then(() => {
        signal.throwIfAborted();
        return context.getEmbeddingFor(input as Token[]);
      });
      this.#last = read.catch(() => {});
      const { vector } = await read;
      vectors.push(Float32Array.from(vector));
    }
    return vectors;
  }

  async dispose(): Promise<void> {
    await this.#context?.then((context) => context.dispose()).catch(() => {});
  }

  /** A model for vectors is no better beyond what it was trained for. */
  get #contextLength(): number {
    return Math.min(this.#options.contextLength, this.#model.trainContextSize);
  }

  #open(): Promise<LlamaEmbeddingContext> {
    this.#context ??= this.#model
      .createEmbeddingContext({ contextSize: this.#contextLength, batchSize: this.#contextLength, threads: this.#options.threads })
      .catch((cause: unknown) => {
        this.#context = undefined;
        throw new AppError('model.unable', 'This model has no vectors.', { data: { ability: 'embed' }, cause });
      });
    return this.#context;
  }
}
