import type { Migration } from '../../lib/database.ts';

/**
 * Messages form a tree per conversation. A branch is known by its last message (`shown_leaf_id`), so that the end of a long
 * conversation is read without walking it from the start; `depth` counts from 0 at the root. `shown_child_id` remembers which
 * branch below a message was shown last. The search index holds no text of its own.
 */
export const chatTables: Migration = `
  CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',
    -- none, cut (from the first question), kept (the cut stays), model, person
    title_source TEXT NOT NULL DEFAULT 'none',
    is_pinned INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    model_id TEXT,
    system_prompt TEXT NOT NULL DEFAULT '',
    sampling TEXT NOT NULL DEFAULT '{}',
    overflow TEXT NOT NULL DEFAULT 'stop',
    thinking INTEGER,
    shown_leaf_id INTEGER,
    deleted_at INTEGER
  ) STRICT;

  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    parent_id INTEGER REFERENCES message (id),
    shown_child_id INTEGER,
    depth INTEGER NOT NULL,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    finish_reason TEXT,
    error TEXT,
    model_name TEXT,
    usage TEXT,
    timings TEXT,
    seed INTEGER,
    dropped_turns INTEGER
  ) STRICT;
  CREATE INDEX message_parent ON message (parent_id, conversation_id);
  CREATE INDEX message_conversation ON message (conversation_id);
  CREATE INDEX message_writing ON message (state) WHERE state = 'writing';

  CREATE VIRTUAL TABLE message_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram');
`;
