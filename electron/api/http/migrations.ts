import type { Migration } from '../../lib/database.ts';

/** Keys that let programs in (their hash only), and what was asked each day. */
export const apiTables: Migration = `
  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- SHA-256 of the key, in hexadecimal.
    hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    requests_per_minute INTEGER,
    -- Removed a moment ago: no longer let in, and still to be brought back.
    removed_at INTEGER
  ) STRICT;
  CREATE TABLE api_usage (
    -- Of this computer's clock, as 2026-11-24.
    day TEXT PRIMARY KEY,
    requests INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    errors INTEGER NOT NULL
  ) STRICT;
`;
