/**
 * Joins the work of all sequences into steps: every step starts the next token of each writing sequence and one chunk of a prompt
 * in the same tick and in the order of the sequences, and ends when all of them are done. So each pass over the weights serves
 * everybody, and a batch has no holes (an engine that groups neighbouring sequences only would fall apart into several passes).
 */

/** Most prompt tokens of one step at first; grows while chunks are quick, so that a fast machine is not slowed down. */
const firstChunkSize = 128;
const largestChunkSize = 512;
const quickChunkMs = 60;
const slowChunkMs = 200;

export interface StepWork {
  /** Place of the sequence in a batch. */
  rank: number;
  /** Prompt tokens left to add; 0 for a sequence that writes. */
  promptTokensLeft(): number;
  /** Does one step, with at most `chunkSize` prompt tokens; true when there is more to do. */
  step(chunkSize: number): Promise<boolean>;
}

interface Entry {
  work: StepWork;
  resolve(): void;
  reject(error: unknown): void;
}

export class StepLoop {
  readonly #entries: Entry[] = [];
  #isRunning = false;
  #chunkSize = firstChunkSize;

  /** Takes part in every step until the work says that it is done, or throws. */
  run(work: StepWork): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ work, resolve, reject });
      if (!this.#isRunning) void this.#loop();
    });
  }

  async #loop(): Promise<void> {
    this.#isRunning = true;
    // Requests that arrive together start together.
    await undefined;
    while (this.#entries.length > 0) {
      const startedAt = performance.now();
      const { chosen, promptTokens } = this.#chooseEntries();
      await Promise.all(chosen.map((entry) => this.#step(entry)));
      if (promptTokens === this.#chunkSize) this.#adaptChunkSize(performance.now() - startedAt);
    }
    this.#isRunning = false;
  }

  /** Everybody who writes, and of those who read their prompt as many as share one chunk, the longest waiting first. */
  #chooseEntries(): { chosen: Entry[]; promptTokens: number } {
    const chosen: Entry[] = [];
    let promptTokens = 0;
    for (const entry of this.#entries) {
      const left = Math.min(entry.work.promptTokensLeft(), this.#chunkSize);
      if (left > 0 && promptTokens > 0 && promptTokens + left > this.#chunkSize) continue;
      promptTokens += left;
      chosen.push(entry);
    }
    chosen.sort((a, b) => a.work.rank - b.work.rank);
    return { chosen, promptTokens };
  }

  async #step(entry: Entry): Promise<void> {
    try {
      if (await entry.work.step(this.#chunkSize)) return;
      entry.resolve();
    } catch (error) {
      entry.reject(error);
    }
    this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  #adaptChunkSize(tookMs: number): void {
    if (tookMs < quickChunkMs) this.#chunkSize = Math.min(largestChunkSize, this.#chunkSize * 2);
    else if (tookMs > slowChunkMs) this.#chunkSize = Math.max(firstChunkSize, this.#chunkSize / 2);
  }
}
