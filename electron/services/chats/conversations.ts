/** The conversation rows: finding, changing, deleting with undo. */
import type { DatabaseSync } from 'node:sqlite';
import type { Conversation } from '../../../shared/chats.ts';
import { AppError } from '../../../shared/errors.ts';
import type { SamplingOverrides } from '../../../shared/generation.ts';
import { inTransaction } from '../../lib/database.ts';
import { type ConversationRow, execute, parseId, selectAll, selectOne } from './rows.ts';

type Change = Partial<Omit<ConversationRow, 'id' | 'created_at' | 'shown_leaf_id'>>;

/** What a person may change; an absent value stays as it is. */
export interface ConversationInput {
  title?: string | undefined;
  isPinned?: boolean | undefined;
  modelId?: string | undefined;
  systemPrompt?: string | undefined;
  sampling?: SamplingOverrides | undefined;
  overflow?: Conversation['overflow'] | undefined;
  /** null: the model's own default. */
  thinking?: boolean | null | undefined;
}

/** A title that is taken away comes back with the next question. */
export function toChange(input: ConversationInput): Change {
  const title = input.title?.trim();
  return {
    ...(title !== undefined && { title, title_source: title === '' ? 'none' : 'person' }),
    ...(input.isPinned !== undefined && { is_pinned: Number(input.isPinned) }),
    ...(input.modelId !== undefined && { model_id: input.modelId }),
    ...(input.systemPrompt !== undefined && { system_prompt: input.systemPrompt }),
    ...(input.sampling !== undefined && { sampling: JSON.stringify(input.sampling) }),
    ...(input.overflow !== undefined && { overflow: input.overflow }),
    ...(input.thinking !== undefined && { thinking: input.thinking === null ? null : Number(input.thinking) }),
  };
}

export class Conversations {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Throws chat.not-found, also for a deleted one. */
  get(id: string): ConversationRow {
    const row = this.find(id);
    if (row === undefined || row.deleted_at !== null) throw new AppError('chat.not-found', `There is no conversation ${id}.`);
    return row;
  }

  /** Finds deleted ones too. */
  find(id: string): ConversationRow | undefined {
    return selectOne(this.#database, 'SELECT * FROM conversation WHERE id = $id', { id: parseId(id) ?? null });
  }

  list(): ConversationRow[] {
    return selectAll(this.#database, 'SELECT * FROM conversation WHERE deleted_at IS NULL ORDER BY updated_at DESC, id DESC');
  }

  create(values: { now: number; modelId: string | undefined }): number {
    const sql = 'INSERT INTO conversation (created_at, updated_at, model_id) VALUES ($now, $now, $modelId)';
    return inTransaction(this.#database, () => execute(this.#database, sql, { now: values.now, modelId: values.modelId ?? null }));
  }

  change(id: number, change: Change): void {
    const names = Object.keys(change);
    if (names.length === 0) return;
    const assignments = names.map((name) => `${name} = $${name}`).join(', ');
    inTransaction(this.#database, () =>
      execute(this.#database, `UPDATE conversation SET ${assignments} WHERE id = $id`, { ...change, id }),
    );
  }

  /** Removes what was deleted before this time, with its messages, for good. */
  purge(deletedBefore: number): void {
    const gone = selectAll<{ id: number }>(this.#database, 'SELECT id FROM conversation WHERE deleted_at < $deletedBefore', {
      deletedBefore,
    });
    for (const { id } of gone) {
      inTransaction(this.#database, () => {
        execute(this.#database, 'DELETE FROM message_search WHERE rowid IN (SELECT id FROM message WHERE conversation_id = $id)', { id });
        execute(this.#database, 'DELETE FROM message WHERE conversation_id = $id', { id });
        execute(this.#database, 'DELETE FROM conversation WHERE id = $id', { id });
      });
    }
  }
}
