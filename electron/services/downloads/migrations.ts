import type { Migration } from '../../lib/database.ts';

/** One row per download; how far each file is stands in the journal beside its part. `position` orders the queue. */
export const downloadTables: Migration = `
  CREATE TABLE download (
    id TEXT PRIMARY KEY,
    position REAL NOT NULL,
    -- add, repair
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    -- Empty: the one in force
    endpoint TEXT NOT NULL,
    repository TEXT NOT NULL,
    revision TEXT NOT NULL,
    version_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantization TEXT NOT NULL,
    -- JSON: [{ path, sizeBytes, sha256, target }]
    files TEXT NOT NULL,
    folder TEXT NOT NULL,
    -- queued, paused, failed, done, cancelled
    state TEXT NOT NULL,
    -- JSON: an AppError as it travels
    error TEXT,
    model_id TEXT,
    is_verified INTEGER NOT NULL DEFAULT 0,
    added_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
`;
