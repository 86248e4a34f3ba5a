/** Stored answers of /v1/responses: the newest ones, for the program that asked for them. */
import type { DatabaseSync } from 'node:sqlite';
import type { Response } from 'openai/resources/responses/responses';
import { ApiError } from '../../http/api-error.ts';
import { type Item, isItem } from './items.ts';

interface StoreLimits {
  count: number;
  bytes: number;
  ms: number;
}

/** The time is OpenAI's own. */
const usualStoreLimits: StoreLimits = { count: 1000, bytes: 64 * 1024 * 1024, ms: 30 * 24 * 3_600_000 };

interface Stored {
  response: Response;
  input: Item[];
}

export class ResponseStore {
  readonly #database: DatabaseSync;
  readonly #limits: StoreLimits;

  constructor(database: DatabaseSync, limits: StoreLimits = usualStoreLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  save({ response, input, client }: Stored & { client: string }): void {
    const texts = [JSON.stringify(response), JSON.stringify(input)] as const;
    const sizeBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    this.#database
      .prepare('INSERT INTO api_responses (id, client, created_at, previous_id, response, input, size_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(response.id, client, Date.now(), response.previous_response_id ?? null, ...texts, sizeBytes);
    this.#trim();
  }

  /** Throws ApiError not-found, also for one that somebody else asked for. */
  get(id: string, client: string): Stored {
    const row = this.#database.prepare('SELECT response, input FROM api_responses WHERE id = ? AND client = ?').get(id, client);
    if (!row) throw new ApiError('not-found', `There is no stored response "${id}".`, { param: 'response_id' });
    return { response: JSON.parse(String(row.response)), input: JSON.parse(String(row.input)) };
  }

  /** Throws ApiError not-found. */
  remove(id: string, client: string): void {
    const { changes } = this.#database.prepare('DELETE FROM api_responses WHERE id = ? AND client = ?').run(id, client);
    if (changes === 0) throw new ApiError('not-found', `There is no stored response "${id}".`, { param: 'response_id' });
  }

  /** Everything said up to this response and in it, oldest first. Throws ApiError where a part of it is no longer stored. */
  conversation(id: string, client: string): Item[] {
    const parts: Item[][] = [];
    for (let next: string | null | undefined = id; next != null; ) {
      const { response, input }: Stored = this.#previous(next, client);
      parts.unshift([...input, ...(response.output as { type: string }[]).filter(isItem)]);
      next = response.previous_response_id;
    }
    return parts.flat();
  }

  #previous(id: string, client: string): Stored {
    try {
      return this.get(id, client);
    } catch (cause) {
      throw new ApiError('invalid', `previous_response_id: there is no stored response "${id}". Send the whole conversation as input.`, {
        param: 'previous_response_id',
        cause,
      });
    }
  }

  #trim(): void {
    const { count, bytes, ms } = this.#limits;
    this.#database
      .prepare(
        `DELETE FROM api_responses WHERE created_at < ? OR number IN (
           SELECT number FROM (
             SELECT number, SUM(size_bytes) OVER newest AS bytes, ROW_NUMBER() OVER newest AS place
             FROM api_responses WINDOW newest AS (ORDER BY number DESC)
           ) WHERE bytes > ? OR place > ?
         )`,
      )
      .run(Date.now() - ms, bytes, count);
  }
}
