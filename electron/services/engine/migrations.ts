import type { Migration } from '../../lib/database.ts';

/** What loaded models really reached: tokens a second while one answer was written alone, per file and load settings. */
export const speedTable: Migration = `
  CREATE TABLE speed (
    -- The first file's path, size and time of change: another file is another model.
    file TEXT NOT NULL,
    -- JSON of the load settings that matter for speed.
    settings TEXT NOT NULL,
    gpu_layers INTEGER NOT NULL,
    tokens_per_second REAL NOT NULL,
    -- What the formula said before any correction; NULL when it said nothing.
    expected REAL,
    tokens INTEGER NOT NULL,
    measured_at INTEGER NOT NULL,
    PRIMARY KEY (file, settings)
  ) STRICT;
`;
