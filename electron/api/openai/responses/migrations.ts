import type { Migration } from '../../../lib/database.ts';

/** Answers of /v1/responses that a later request may go on from. */
export const responseTable: Migration = `
  CREATE TABLE api_responses (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- Who asked: a key's id, or an address. Nobody else gets it.
    client TEXT NOT NULL,
    -- Milliseconds since 1970.
    created_at INTEGER NOT NULL,
    previous_id TEXT,
    -- As JSON: the answer as it was sent, and its own input as items.
    response TEXT NOT NULL,
    input TEXT NOT NULL,
    size_bytes INTEGER NOT NULL
  ) STRICT;
`;
