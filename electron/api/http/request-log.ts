/** What programs asked: the newest requests in memory, never what was said, and the sums of each day in the database. */
import type { DatabaseSync } from 'node:sqlite';
import type { ApiRequest, ServerState } from '../../../shared/server.ts';
import { Watchable } from '../../lib/watchable.ts';

const keptRequests = 500;
const keptDays = 400;

type Update = { requests: ApiRequest[]; isAll: boolean };

export class RequestLog {
  readonly #database: DatabaseSync;
  readonly #onToday: () => void;
  readonly #watchable = new Watchable<Update>({ join: joinUpdates });
  #requests: ApiRequest[] = [];
  #lastId = 0;

  constructor({ database, onToday }: { database: DatabaseSync; onToday(): void }) {
    this.#database = database;
    this.#onToday = onToday;
  }

  watch(signal?: AbortSignal): AsyncIterable<Update> {
    return this.#watchable.watch({ present: () => ({ requests: [...this.#requests], isAll: true }), signal });
  }

  begin(request: Pick<ApiRequest, 'method' | 'path' | 'keyName'>): LoggedRequest {
    this.#lastId += 1;
    const entry: ApiRequest = { id: this.#lastId, at: Date.now(), activity: 'waiting', ...request };
    this.#requests = [...this.#requests.slice(1 - keptRequests), entry];
    this.#tell(entry);
    return new LoggedRequest(entry, { onChange: (changed) => this.#change(changed), onEnd: (ended) => this.#count(ended) });
  }

  clear(): void {
    this.#requests = this.#requests.filter(({ status }) => status === undefined);
    this.#watchable.refresh();
  }

  today(): ServerState['today'] {
    const row = this.#database.prepare('SELECT requests, tokens, errors FROM api_usage WHERE day = ?').get(dayOf(new Date()));
    return { requests: Number(row?.requests ?? 0), tokens: Number(row?.tokens ?? 0), errors: Number(row?.errors ?? 0) };
  }

  #change(entry: ApiRequest): void {
    const index = this.#requests.findIndex(({ id }) => id === entry.id);
    if (index < 0) return;
    this.#requests[index] = entry;
    this.#tell(entry);
  }

  #tell(entry: ApiRequest): void {
    this.#watchable.emit({ requests: [entry], isAll: false });
  }

  #count({ tokens = 0, status = 0 }: ApiRequest): void {
    this.#database
      .prepare(
        `INSERT INTO api_usage (day, requests, tokens, errors) VALUES (?, 1, ?, ?)
         ON CONFLICT (day) DO UPDATE SET requests = requests + 1, tokens = tokens + excluded.tokens, errors = errors + excluded.errors`,
      )
      .run(dayOf(new Date()), tokens, status >= 400 && status !== leftStatus ? 1 : 0);
    this.#database.prepare('DELETE FROM api_usage WHERE day NOT IN (SELECT day FROM api_usage ORDER BY day DESC LIMIT ?)').run(keptDays);
    this.#onToday();
  }
}

/** The program left before its answer was complete; nginx's own number for it. */
export const leftStatus = 499;

/** One request while it runs. */
export class LoggedRequest {
  #entry: ApiRequest;
  readonly #startedAt = performance.now();
  readonly #options: { onChange(entry: ApiRequest): void; onEnd(entry: ApiRequest): void };

  constructor(entry: ApiRequest, options: { onChange(entry: ApiRequest): void; onEnd(entry: ApiRequest): void }) {
    this.#entry = entry;
    this.#options = options;
  }

  note(
    change: Partial<Pick<ApiRequest, 'model' | 'tokens' | 'activity' | 'failure' | 'failureKind' | 'failureNumbers' | 'nearest'>>,
  ): void {
    if (Object.entries(change).every(([key, value]) => this.#entry[key as keyof ApiRequest] === value)) return;
    this.#entry = { ...this.#entry, ...change };
    this.#options.onChange(this.#entry);
  }

  end(status: number): void {
    if (this.#entry.status !== undefined) return;
    const { activity: _, ...entry } = this.#entry;
    this.#entry = { ...entry, status, tookMs: performance.now() - this.#startedAt };
    this.#options.onChange(this.#entry);
    this.#options.onEnd(this.#entry);
  }
}

/** The newest state of each request, in order. */
function joinUpdates(waiting: Update, next: Update): Update {
  const byId = new Map([...waiting.requests, ...next.requests].map((entry) => [entry.id, entry]));
  return { requests: [...byId.values()].sort((a, b) => a.id - b.id).slice(-keptRequests), isAll: waiting.isAll };
}

function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
