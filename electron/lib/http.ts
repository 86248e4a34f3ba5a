/** How the host reaches other computers: through the proxy that a person or their system chose, with limits on waiting. */
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';

export interface HttpOptions {
  /** What answers for every request; asked again for each one. */
  userAgent: string;
}

export type HttpInit = NonNullable<Parameters<typeof undiciFetch>[1]>;
export type HttpResponse = Awaited<ReturnType<typeof undiciFetch>>;

/** One try: nothing is repeated here. Throws AppError hub.unreachable where no answer came. */
export class Http {
  readonly #options: HttpOptions;
  readonly #dispatcher: Dispatcher = new Agent();

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  async fetch(url: string, init: HttpInit = {}): Promise<HttpResponse> {
    return undiciFetch(url, {
      ...init,
      dispatcher: this.#dispatcher,
      headers: { 'user-agent': this.#options.userAgent, ...(init.headers as Record<string, string>) },
    });
  }

  async dispose(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}
