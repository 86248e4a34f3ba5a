/** Vectors of texts. The library has a context of its own for them, which is made when it is first needed. */
import { InsufficientMemoryError, type LlamaContext, type LlamaEmbeddingContext, type LlamaModel, type Token } from 'node-llama-cpp';
import { isEmbeddingModel, readsWholeTexts } from '../../shared/embedding-models.ts';
import { AppError } from '../../shared/errors.ts';
import type { Embeddings } from './core.ts';
import type { RunnerLoadOptions } from './protocol.ts';

/** Tokens of one step, where a text need not be read in one. */
const batchSize = 512;

/** llama.cpp's LLAMA_POOLING_TYPE_LAST: the vector is that of the last token, however many steps the others took. */
const lastPooling = 3;

/** The model has nothing to write with. */
export function makesOnlyVectors(model: LlamaModel): boolean {
  const { architecture, poolingType } = describeModel(model);
  return isEmbeddingModel({ architecture, poolingType });
}

export class NodeLlamaEmbedder {
  /** The most tokens of one input: a model for vectors is no better beyond what it was trained for. */
  readonly contextLength: number;
  readonly #model: LlamaModel;
  readonly #options: RunnerLoadOptions;
  #context: Promise<LlamaEmbeddingContext> | undefined;
  /** The library reads one input at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(model: LlamaModel, options: RunnerLoadOptions) {
    this.#model = model;
    this.#options = options;
    this.contextLength = Math.min(options.contextLength, model.trainContextSize);
  }

  /** Makes what embedding needs, and says what that takes. Throws AppError model.unable, or the library's error for too little memory. */
  async open(): Promise<{ memoryUsage: { ram: number; vram: number } }> {
    const { _llamaContext: inner } = (await this.#open()) as unknown as { _llamaContext?: LlamaContext };
    return { memoryUsage: inner?.memoryUsage ?? { ram: 0, vram: 0 } };
  }

  /** Throws AppError model.unable, model.not-enough-memory, context.exceeded, or the signal's reason between two inputs. */
  async embed(inputs: readonly (readonly number[])[], signal: AbortSignal): Promise<Embeddings> {
    const context = await this.#open().catch(sayNoMemory);
    const tokens = inputs.map((input) => context.calculateInputLength(input as Token[]));
    const { contextLength } = this;
    const longest = Math.max(...tokens);
    if (longest > contextLength) {
      const data = { promptTokens: longest, contextLength };
      throw new AppError('context.exceeded', 'An input is too long.', { data });
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
    return { vectors, tokens };
  }

  async dispose(): Promise<void> {
    await this.#context?.then((context) => context.dispose()).catch(() => {});
  }

  #open(): Promise<LlamaEmbeddingContext> {
    const { architecture, poolingType, isCausal } = describeModel(this.#model);
    // The library wants one token more than it reads.
    const contextSize = this.contextLength + 1;
    const isJoined = typeof poolingType === 'number' && poolingType > 0 && poolingType !== lastPooling;
    const isReadWhole = isJoined || readsWholeTexts({ architecture, isCausal });
    this.#context ??= this.#model
      .createEmbeddingContext({
        contextSize,
        batchSize: isReadWhole ? contextSize : Math.min(batchSize, contextSize),
        threads: this.#options.threads,
      })
      .catch((cause: unknown) => {
        this.#context = undefined;
        if (cause instanceof InsufficientMemoryError) throw cause;
        throw new AppError('model.unable', 'The engine can make no vectors with this model.', { data: { ability: 'embed' }, cause });
      });
    return this.#context;
  }
}

function sayNoMemory(cause: unknown): never {
  if (!(cause instanceof InsufficientMemoryError)) throw cause;
  throw new AppError('model.not-enough-memory', 'There is no memory to make vectors in.', { data: { reason: cause.message }, cause });
}

/** As the model's file says; unset where it says nothing. */
function describeModel({ fileInfo }: LlamaModel): { architecture: string; poolingType: unknown; isCausal: unknown } {
  const { architecture } = fileInfo.metadata.general;
  const own = fileInfo.architectureMetadata as { pooling_type?: unknown; attention?: { causal?: unknown } } | undefined;
  return { architecture, poolingType: own?.pooling_type, isCausal: own?.attention?.causal };
}
