/** The host's side of header-worker: one thread for all headers, started when one is wanted and ended when it has been idle. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { HeaderAnswer, HeaderTask } from './header-worker.ts';
import type { HeaderHint } from './remote-header-tensors.ts';

const idleMs = 10_000;

/** One file's header, as its bytes come. */
export interface HeaderReading {
  /** Takes the bytes over. Throws model.broken. */
  append(bytes: Uint8Array): Promise<{ type: 'header'; header: GgufHeader } | { type: 'more'; atLeastBytes: number }>;
  /** Undefined: the piece does not agree. */
  find(bytes: Uint8Array, start: number, hint: HeaderHint): Promise<Pick<GgufHeader, 'tensors' | 'dataOffset'> | undefined>;
  end(): void;
}

export class HeaderParser {
  readonly #workerFile: string;
  readonly #waiting = new Map<number, { resolve: (answer: HeaderAnswer) => void; reject: (error: unknown) => void }>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  /** header-worker: built, or its source. */
  constructor(workerFile: string) {
    this.#workerFile = workerFile;
  }

  read(sizeBytes: number): HeaderReading {
    const id = ++this.#lastId;
    return {
      append: async (bytes) => {
        const answer = await this.#ask({ type: 'append', id, bytes, sizeBytes });
        if (answer.type === 'header') return { type: 'header', header: withoutPrototype(answer.header) };
        if (answer.type === 'more') return answer;
        throw brokenOf(answer);
      },
      find: async (bytes, start, hint) => {
        const { tensors, dataOffset, alignment } = hint;
        const answer = await this.#ask({ type: 'find', id, bytes, start, sizeBytes, hint: { tensors, dataOffset, alignment } });
        return answer.type === 'found' ? { tensors: answer.tensors, dataOffset: answer.dataOffset } : undefined;
      },
      end: () => this.#worker?.postMessage({ type: 'drop', id } satisfies HeaderTask),
    };
  }

  dispose(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#fail(new DOMException('Alcove is ending', 'AbortError'));
    void worker?.terminate();
  }

  #ask(task: Extract<HeaderTask, { bytes: Uint8Array }>): Promise<HeaderAnswer> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<HeaderAnswer>();
    this.#waiting.set(task.id, { resolve, reject });
    const { buffer } = task.bytes;
    this.#worker.postMessage(task, task.bytes.byteLength === buffer.byteLength ? [buffer as ArrayBuffer] : []);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile);
    worker.unref();
    worker.on('message', (answer: HeaderAnswer) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size > 0) return;
      this.#idle = setTimeout(() => this.dispose(), idleMs);
      this.#idle.unref();
    });
    const fail = (error: unknown) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#fail(error);
    };
    worker.on('error', fail);
    worker.on('exit', (code) => this.#worker === worker && fail(new Error(`The header worker ended with ${code}`)));
    return worker;
  }

  #fail(error: unknown): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

/** Keys come from anybody; copying between threads gives objects a prototype again. */
function withoutPrototype(header: GgufHeader): GgufHeader {
  return { ...header, metadata: Object.assign(Object.create(null), header.metadata) };
}

function brokenOf(answer: HeaderAnswer): AppError {
  if (answer.type !== 'broken') throw new Error(`Unexpected ${answer.type}`);
  return new AppError('model.broken', answer.message, { data: { reason: answer.reason } });
}
