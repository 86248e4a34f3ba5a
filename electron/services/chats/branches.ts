/** The message tree: reading the branch that is shown, adding to it, and going from one branch to another. */
import type { DatabaseSync } from 'node:sqlite';
import type { Turn } from '../../../shared/generation.ts';
import { type ConversationRow, execute, type MessageRow, selectAll, selectOne } from './rows.ts';

const versions = `
  (SELECT count(*) FROM message s WHERE s.parent_id IS m.parent_id AND s.conversation_id = m.conversation_id) AS version_count,
  (SELECT count(*) FROM message s WHERE s.parent_id IS m.parent_id AND s.conversation_id = m.conversation_id AND s.id <= m.id) AS version`;

export class Branches {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  find(conversationId: number, id: number): MessageRow | undefined {
    return selectOne(this.#database, `SELECT m.*, ${versions} FROM message m WHERE m.id = $id AND m.conversation_id = $conversationId`, {
      id,
      conversationId,
    });
  }

  /** Up to `limit` messages that end with `lastId`, oldest first. */
  endingWith(lastId: number, limit: number): MessageRow[] {
    return selectAll(
      this.#database,
      `WITH RECURSIVE branch (id, parent_id) AS (
         SELECT id, parent_id FROM message WHERE id = $lastId
         UNION ALL SELECT m.id, m.parent_id FROM branch JOIN message m ON m.id = branch.parent_id
         LIMIT $limit
       )
       SELECT m.*, ${versions} FROM branch JOIN message m ON m.id = branch.id ORDER BY m.depth`,
      { lastId, limit },
    );
  }

  /** What was said up to and with `lastId`, oldest first. An answer without text says nothing, and neighbours of one role are one turn. */
  turns(lastId: number): Turn[] {
    const rows = selectAll<Pick<MessageRow, 'role' | 'text'>>(
      this.#database,
      `WITH RECURSIVE branch (id, parent_id, depth, role, text) AS (
         SELECT id, parent_id, depth, role, text FROM message WHERE id = $lastId
         UNION ALL SELECT m.id, m.parent_id, m.depth, m.role, m.text FROM branch JOIN message m ON m.id = branch.parent_id
       )
       SELECT role, text FROM branch ORDER BY depth`,
      { lastId },
    );
    const turns: Turn[] = [];
    for (const { role, text } of rows) {
      const last = turns.at(-1);
      if (text === '') continue;
      if (last?.role === role) last.content += `\n\n${text}`;
      else turns.push({ role, content: text });
    }
    return turns;
  }

  /** Adds a message below `parent` (undefined: as a first message) and shows it. */
  add(
    conversation: Pick<ConversationRow, 'id' | 'shown_leaf_id'>,
    parent: Pick<MessageRow, 'id' | 'depth'> | undefined,
    message: Pick<MessageRow, 'role' | 'text' | 'state' | 'created_at' | 'model_name'>,
  ): number {
    const id = execute(
      this.#database,
      `INSERT INTO message (conversation_id, parent_id, depth, role, text, state, created_at, model_name)
       VALUES ($conversationId, $parentId, $depth, $role, $text, $state, $createdAt, $modelName)`,
      {
        conversationId: conversation.id,
        parentId: parent?.id ?? null,
        depth: parent ? parent.depth + 1 : 0,
        role: message.role,
        text: message.text,
        state: message.state,
        createdAt: message.created_at,
        modelName: message.model_name,
      },
    );
    if (parent && parent.id === conversation.shown_leaf_id) this.#setShownChild(parent.id, id);
    else this.#showAncestors(id);
    this.#setLeaf(conversation.id, id);
    return id;
  }

  /** Shows the branch through this message that was shown last. */
  show(conversationId: number, id: number): void {
    this.#showAncestors(id);
    const end = selectOne<{ id: number }>(
      this.#database,
      `WITH RECURSIVE branch (id, shown_child_id) AS (
         SELECT id, shown_child_id FROM message WHERE id = $id
         UNION ALL SELECT m.id, m.shown_child_id FROM branch JOIN message m ON m.id = branch.shown_child_id
       )
       SELECT id FROM branch WHERE shown_child_id IS NULL`,
      { id },
    );
    this.#setLeaf(conversationId, end?.id ?? id);
  }

  /** The message beside this one with the same parent; undefined at the first or the last. */
  sibling(message: MessageRow, step: -1 | 1): number | undefined {
    const row = selectOne<{ id: number }>(
      this.#database,
      `SELECT id FROM message WHERE parent_id IS $parentId AND conversation_id = $conversationId
       AND ${step === 1 ? 'id > $id ORDER BY id' : 'id < $id ORDER BY id DESC'} LIMIT 1`,
      { parentId: message.parent_id, conversationId: message.conversation_id, id: message.id },
    );
    return row?.id;
  }

  #showAncestors(id: number): void {
    execute(
      this.#database,
      `WITH RECURSIVE branch (id, parent_id) AS (
         SELECT id, parent_id FROM message WHERE id = $id
         UNION ALL SELECT m.id, m.parent_id FROM branch JOIN message m ON m.id = branch.parent_id
       )
       UPDATE message SET shown_child_id = branch.id FROM branch
       WHERE message.id = branch.parent_id AND message.shown_child_id IS NOT branch.id`,
      { id },
    );
  }

  #setShownChild(id: number, childId: number): void {
    execute(this.#database, 'UPDATE message SET shown_child_id = $childId WHERE id = $id', { id, childId });
  }

  #setLeaf(conversationId: number, leafId: number): void {
    execute(this.#database, 'UPDATE conversation SET shown_leaf_id = $leafId WHERE id = $conversationId', { conversationId, leafId });
  }
}
