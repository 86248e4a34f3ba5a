/** One request for all who ask the same at the same time; it ends early only when nobody waits for it any more. */

interface Running {
  promise: Promise<unknown>;
  controller: AbortController;
  waiting: number;
}

export class SharedRequests {
  readonly #running = new Map<string, Running>();

  async run<Answer>(question: unknown, ask: (signal: AbortSignal) => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    const key = JSON.stringify(question);
    const running = this.#running.get(key) ?? this.#start(key, ask);
    running.waiting += 1;
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal?.reason);
    signal?.addEventListener('abort', leave);
    try {
      return (await Promise.race([running.promise, left.promise])) as Answer;
    } finally {
      signal?.removeEventListener('abort', leave);
      running.waiting -= 1;
      if (running.waiting === 0) {
        if (this.#running.get(key) === running) this.#running.delete(key);
        running.controller.abort();
      }
    }
  }

  dispose(): void {
    for (const { controller } of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #start(key: string, ask: (signal: AbortSignal) => Promise<unknown>): Running {
    const controller = new AbortController();
    const running: Running = { promise: ask(controller.signal), controller, waiting: 0 };
    // Somebody who left does not hear of it.
    running.promise.catch(() => {});
    this.#running.set(key, running);
    return running;
  }
}
