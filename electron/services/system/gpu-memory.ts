/** Free graphics memory, asked of a runner without a model that lives only while somebody keeps asking. */
import { z } from 'zod';
import { memorySchema } from '../../../shared/system.ts';
import type { Child, Platform } from '../../platform.ts';
import type { MessageToRunner } from '../../runner/protocol.ts';

const answerSchema = z.object({ type: z.literal('memory'), memory: memorySchema });
type GpuMemoryNow = z.infer<typeof memorySchema>['gpu'];

const idleMs = 10_000;
const freshMs = 1000;

export class GpuMemory {
  readonly #platform: Platform;
  readonly #runnerFile: string;
  #child: Child | undefined;
  #asked: { at: number; answer: Promise<GpuMemoryNow> } | undefined;
  #settle: ((gpu: GpuMemoryNow) => void) | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(platform: Platform, runnerFile: string) {
    this.#platform = platform;
    this.#runnerFile = runnerFile;
  }

  /** Undefined when the runner cannot say. */
  read(): Promise<GpuMemoryNow> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.end(), idleMs).unref();
    if (this.#asked !== undefined && (this.#settle !== undefined || Date.now() - this.#asked.at < freshMs)) return this.#asked.answer;
    const answer = new Promise<GpuMemoryNow>((resolve) => {
      this.#settle = (gpu) => {
        this.#settle = undefined;
        resolve(gpu);
      };
    });
    this.#asked = { at: Date.now(), answer };
    this.#child ??= this.#start();
    this.#child.send({ type: 'memory' } satisfies MessageToRunner);
    return answer;
  }

  end(): void {
    clearTimeout(this.#idle);
    this.#child?.kill();
    this.#child = undefined;
    this.#settle?.(undefined);
  }

  #start(): Child {
    const child = this.#platform.spawn(this.#runnerFile, { name: 'Alcove graphics memory' });
    child.onMessage((message) => {
      const answer = answerSchema.safeParse(message);
      this.#settle?.(answer.success ? answer.data.memory.gpu : undefined);
    });
    child.onExit(() => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#settle?.(undefined);
    });
    return child;
  }
}
