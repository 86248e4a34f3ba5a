/** Database rows and what they become. */
import type { DatabaseSync } from 'node:sqlite';
import type { Conversation, Message } from '../../../shared/chats.ts';

type TitleSource = 'none' | 'cut' | 'kept' | 'model' | 'person';

export interface ConversationRow {
  id: number;
  title: string;
  title_source: TitleSource;
  is_pinned: number;
  created_at: number;
  updated_at: number;
  model_id: string | null;
  system_prompt: string;
  sampling: string;
  overflow: Conversation['overflow'];
  thinking: number | null;
  shown_leaf_id: number | null;
  deleted_at: number | null;
}

export interface MessageRow {
  id: number;
  conversation_id: number;
  parent_id: number | null;
  shown_child_id: number | null;
  depth: number;
  role: Message['role'];
  text: string;
  reasoning: string;
  created_at: number;
  state: Message['state'];
  finish_reason: Message['finishReason'] | null;
  error: string | null;
  model_name: string | null;
  usage: string | null;
  timings: string | null;
  seed: number | null;
  dropped_turns: number | null;
  version: number;
  version_count: number;
}

type Values = Record<string, string | number | null>;

/** Reads rows as the type that the statement selects. */
export function selectAll<Row>(database: DatabaseSync, sql: string, values: Values = {}): Row[] {
  return database.prepare(sql).all(values) as unknown as Row[];
}

export function selectOne<Row>(database: DatabaseSync, sql: string, values: Values = {}): Row | undefined {
  return database.prepare(sql).get(values) as unknown as Row | undefined;
}

/** Runs a statement and answers the id of the row it inserted, if it did. */
export function execute(database: DatabaseSync, sql: string, values: Values = {}): number {
  return Number(database.prepare(sql).run(values).lastInsertRowid);
}

/** The page's ids are the rows' numbers; anything else names no row. */
export function parseId(id: string): number | undefined {
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}

export function toConversation(row: ConversationRow, isWriting: boolean): Conversation {
  return {
    id: String(row.id),
    title: row.title,
    isPinned: row.is_pinned === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    systemPrompt: row.system_prompt,
    sampling: JSON.parse(row.sampling),
    overflow: row.overflow,
    isWriting,
    ...(row.model_id !== null && { modelId: row.model_id }),
    ...(row.thinking !== null && { thinking: row.thinking === 1 }),
  };
}

export function toMessage(row: MessageRow): Message {
  return {
    id: String(row.id),
    conversationId: String(row.conversation_id),
    role: row.role,
    text: row.text,
    reasoning: row.reasoning,
    createdAt: row.created_at,
    state: row.state,
    version: row.version,
    versionCount: row.version_count,
    ...(row.parent_id !== null && { parentId: String(row.parent_id) }),
    ...(row.finish_reason && { finishReason: row.finish_reason }),
    ...(row.error !== null && { error: JSON.parse(row.error) }),
    ...(row.model_name !== null && { modelName: row.model_name }),
    ...(row.usage !== null && { usage: JSON.parse(row.usage) }),
    ...(row.timings !== null && { timings: JSON.parse(row.timings) }),
    ...(row.seed !== null && { seed: row.seed }),
    ...(row.dropped_turns !== null && { droppedTurns: row.dropped_turns }),
  };
}
