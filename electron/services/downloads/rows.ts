/** Downloads as the database keeps them over restarts. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { sourceIdSchema, versionFileSchema } from '../../../shared/hub.ts';
import { type WireError, wireErrorSchema } from '../../../shared/procedure.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';

/** A file of a download: what it is on the hub, and the absolute path that it gets here. */
const rowFileSchema = versionFileSchema.extend({ target: z.string() });
export type RowFile = z.infer<typeof rowFileSchema>;

const rowSchema = z.object({
  id: z.string(),
  position: z.number(),
  kind: z.enum(['add', 'repair']),
  source: sourceIdSchema,
  /** Empty: the one in force. */
  endpoint: z.string(),
  repository: z.string(),
  revision: z.string(),
  versionId: z.string(),
  name: z.string(),
  quantization: z.string(),
  files: z.array(rowFileSchema).min(1),
  folder: z.string(),
  /** queued: under way, or waiting for its turn. cancelled: may be brought back for a moment. */
  state: z.enum(['queued', 'paused', 'failed', 'done', 'cancelled']),
  error: wireErrorSchema.optional(),
  modelId: z.string().optional(),
  isVerified: z.boolean(),
  addedAt: z.number(),
  endedAt: z.number().optional(),
});
export type DownloadRow = z.infer<typeof rowSchema>;

export class DownloadRows {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** In the order of the queue, without rows that nobody understands. */
  all(): DownloadRow[] {
    const rows = this.#database.prepare('SELECT * FROM download ORDER BY position, added_at').all();
    return rows.flatMap((row) => parseRow(row) ?? []);
  }

  /** In place of the row with the same id. */
  put(row: DownloadRow): void {
    this.#database
      .prepare(
        `INSERT OR REPLACE INTO download
          (id, position, kind, source, endpoint, repository, revision, version_id, name, quantization, files, folder, state, error,
           model_id, is_verified, added_at, ended_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[row.id, row.position, row.kind, row.source, row.endpoint, row.repository, row.revision, row.versionId, row.name],
        ...[row.quantization, JSON.stringify(row.files), row.folder, row.state, row.error ? JSON.stringify(row.error) : null],
        ...[row.modelId ?? null, row.isVerified ? 1 : 0, row.addedAt, row.endedAt ?? null],
      );
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM download WHERE id = ?').run(id);
  }
}

function parseRow(row: Record<string, unknown>): DownloadRow | undefined {
  const parsed = rowSchema.safeParse({
    ...row,
    versionId: row.version_id,
    files: parseJson(row.files),
    error: parseJson(row.error) as WireError | undefined,
    modelId: row.model_id ?? undefined,
    isVerified: row.is_verified === 1,
    addedAt: row.added_at,
    endedAt: row.ended_at ?? undefined,
  });
  return parsed.success ? withoutUndefined(parsed.data) : undefined;
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
