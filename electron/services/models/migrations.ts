import type { Migration } from '../../lib/database.ts';

/** What is known of model files beyond what they say themselves: their hash, and where they came from. */
export const modelFileTable: Migration = `
  CREATE TABLE model_file (
    path TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    -- Whole milliseconds; another size or time: the row is about a file that is gone.
    modified_at INTEGER NOT NULL,
    -- What the bytes were found to be; NULL: never computed.
    sha256 TEXT,
    -- What they should be, as the source says; NULL: it does not say.
    expected_sha256 TEXT,
    source TEXT,
    repository TEXT,
    revision TEXT,
    file_name TEXT,
    -- When both hashes last agreed.
    verified_at INTEGER,
    -- JSON: { state, checkedAt }
    upstream TEXT
  ) STRICT;
`;

/** What the chunks of files are whose whole hash is known, so that damage can be found in them. */
export const chunkHashTable: Migration = `
  CREATE TABLE chunk_hashes (
    -- Of the whole file, lower-case hex
    sha256 TEXT PRIMARY KEY,
    chunk_bytes INTEGER NOT NULL,
    -- 32 bytes for each chunk
    hashes BLOB NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
`;
