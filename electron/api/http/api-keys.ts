/** The keys that programs come with. A key is shown once; what is kept is its hash, so that nobody can read it from the file. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../shared/errors.ts';
import type { ApiKey } from '../../../shared/server.ts';

/** How long a removed key can be brought back. */
const undoMs = 10 * 60_000;
/** A key's last use is written down this often at most. */
const noteMs = 60_000;
const minuteMs = 60_000;

interface KeyFields {
  name: string;
  requestsPerMinute?: number | undefined;
}

export class ApiKeys {
  readonly #database: DatabaseSync;
  readonly #onChange: () => void;
  /** When each key was used within the last minute. */
  readonly #uses = new Map<string, number[]>();

  constructor({ database, onChange }: { database: DatabaseSync; onChange(): void }) {
    this.#database = database;
    this.#onChange = onChange;
    database.prepare('DELETE FROM api_keys WHERE removed_at IS NOT NULL').run();
  }

  list(): ApiKey[] {
    return this.#database.prepare('SELECT * FROM api_keys WHERE removed_at IS NULL ORDER BY created_at').all().map(toKey);
  }

  create({ name, requestsPerMinute }: KeyFields): { key: string; entry: ApiKey } {
    const key = `ak-${randomBytes(24).toString('base64url')}`;
    const id = randomUUID();
    this.#database
      .prepare('INSERT INTO api_keys (id, name, hash, hint, created_at, requests_per_minute) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, name, hashOf(key), key.slice(-4), Date.now(), requestsPerMinute ?? null);
    this.#onChange();
    return { key, entry: this.#get(id) };
  }

  /** Throws server.key-not-found. */
  change({ id, name, requestsPerMinute }: KeyFields & { id: string }): void {
    this.#get(id);
    this.#database.prepare('UPDATE api_keys SET name = ?, requests_per_minute = ? WHERE id = ?').run(name, requestsPerMinute ?? null, id);
    this.#onChange();
  }

  /** Throws server.key-not-found. */
  remove({ id }: { id: string }): { undoId: string } {
    this.#get(id);
    this.#database.prepare('UPDATE api_keys SET removed_at = ? WHERE id = ?').run(Date.now(), id);
    this.#onChange();
    return { undoId: id };
  }

  /** Throws undo.expired. */
  undoRemove({ undoId }: { undoId: string }): void {
    const { changes } = this.#database
      .prepare('UPDATE api_keys SET removed_at = NULL WHERE id = ? AND removed_at > ?')
      .run(undoId, Date.now() - undoMs);
    if (changes === 0) throw new AppError('undo.expired', 'The key can no longer be brought back.');
    this.#onChange();
  }

  /** The key's entry, or undefined for one that nobody made. */
  find(key: string): ApiKey | undefined {
    const row = this.#database.prepare('SELECT * FROM api_keys WHERE hash = ? AND removed_at IS NULL').get(hashOf(key));
    return row && toKey(row);
  }

  /** Counts one use. Answers the seconds to wait when the key has no more uses in this minute. */
  use({ id, requestsPerMinute, lastUsedAt }: ApiKey): { waitSeconds: number } | undefined {
    const now = Date.now();
    const recent = (this.#uses.get(id) ?? []).filter((at) => at > now - minuteMs && at <= now);
    if (requestsPerMinute !== undefined && recent.length >= requestsPerMinute) {
      const freeAt = (recent[recent.length - requestsPerMinute] ?? now) + minuteMs;
      return { waitSeconds: Math.max(1, Math.ceil((freeAt - now) / 1000)) };
    }
    this.#uses.set(id, requestsPerMinute === undefined ? [] : [...recent, now]);
    if (lastUsedAt === undefined || now - lastUsedAt > noteMs || now < lastUsedAt) {
      this.#database.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?').run(now, id);
      this.#onChange();
    }
    return undefined;
  }

  #get(id: string): ApiKey {
    const row = this.#database.prepare('SELECT * FROM api_keys WHERE id = ? AND removed_at IS NULL').get(id);
    if (!row) throw new AppError('server.key-not-found', 'There is no such key.');
    return toKey(row);
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function toKey(row: Record<string, unknown>): ApiKey {
  return {
    id: String(row.id),
    name: String(row.name),
    hint: String(row.hint),
    createdAt: Number(row.created_at),
    ...(row.last_used_at !== null && { lastUsedAt: Number(row.last_used_at) }),
    ...(row.requests_per_minute !== null && { requestsPerMinute: Number(row.requests_per_minute) }),
  };
}
