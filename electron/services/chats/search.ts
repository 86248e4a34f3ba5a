/**
 * Search over titles and texts. An index of three-character pieces finds parts of words in every script; terms of one or two
 * characters, common in Chinese, are looked for in the texts themselves.
 */
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, isDamage } from '../../lib/database.ts';
import { execute, selectAll } from './rows.ts';

export interface SearchHit {
  conversationId: string;
  title: string;
  messageId?: string;
  excerpt: string;
  updatedAt: number;
}

interface HitRow {
  id: number;
  title: string;
  updated_at: number;
  message_id: number | null;
  text: string | null;
}

const indexedLength = 3;
const maxTerms = 12;

/** Keeps the index up to date with a message's text, which is in its row already; called at its end, not while it is being written. */
export function indexMessage(database: DatabaseSync, id: number, text: string): void {
  try {
    execute(database, 'DELETE FROM message_search WHERE rowid = $id', { id });
    if (text !== '') execute(database, 'INSERT INTO message_search (rowid, text) VALUES ($id, $text)', { id, text });
  } catch (error) {
    if (!isDamage(error)) throw error;
    rebuildIndex(database);
  }
}

/** A damaged index costs nothing but time: the texts are all there. */
function rebuildIndex(database: DatabaseSync): void {
  database.exec(`
    INSERT INTO message_search (message_search) VALUES ('delete-all');
    INSERT INTO message_search (rowid, text) SELECT id, text FROM message WHERE text <> '';
  `);
}

/** One hit per conversation that has every term in its title, or in one of its messages (the newest such one); newest first. */
export function searchChats(database: DatabaseSync, query: string, limit: number): SearchHit[] {
  const terms = query.trim().split(/\s+/).filter(Boolean).slice(0, maxTerms);
  if (terms.length === 0) return [];
  const byText = orRebuild(database, () => findInTexts(database, terms, limit));
  const found = new Set(byText.map((row) => row.id));
  const byTitle = findInTitles(database, terms, limit).filter((row) => !found.has(row.id));
  return [...byText, ...byTitle]
    .sort((a, b) => b.updated_at - a.updated_at)
    .slice(0, limit)
    .map((row) => ({
      conversationId: String(row.id),
      title: row.title,
      excerpt: row.text === null ? '' : cutExcerpt(row.text, terms),
      updatedAt: row.updated_at,
      ...(row.message_id !== null && { messageId: String(row.message_id) }),
    }));
}

function orRebuild<Result>(database: DatabaseSync, find: () => Result): Result {
  try {
    return find();
  } catch (error) {
    if (!isDamage(error)) throw error;
    inTransaction(database, () => rebuildIndex(database));
    return find();
  }
}

const isLong = (term: string) => [...term].length >= indexedLength;
const likePattern = (term: string) => `%${term.replace(/[\\%_]/g, '\\$&')}%`;

function findInTexts(database: DatabaseSync, terms: string[], limit: number): HitRow[] {
  const long = terms.filter(isLong);
  const short = terms.filter((term) => !isLong(term));
  const conditions = short.map((_, index) => `m.text LIKE $term${index} ESCAPE '\\'`);
  const values = Object.fromEntries(short.map((term, index) => [`term${index}`, likePattern(term)]));
  if (long.length > 0) conditions.push('m.id IN (SELECT rowid FROM message_search WHERE message_search MATCH $match)');
  const match = long.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ');
  return selectAll(
    database,
    `SELECT c.id, c.title, c.updated_at, m.id AS message_id, m.text
     FROM (SELECT m.conversation_id, max(m.id) AS id FROM message m WHERE ${conditions.join(' AND ')} GROUP BY m.conversation_id) newest
     JOIN message m ON m.id = newest.id
     JOIN conversation c ON c.id = newest.conversation_id
     WHERE c.deleted_at IS NULL ORDER BY c.updated_at DESC LIMIT $limit`,
    { ...values, ...(long.length > 0 && { match }), limit },
  );
}

function findInTitles(database: DatabaseSync, terms: string[], limit: number): HitRow[] {
  const conditions = terms.map((_, index) => `title LIKE $term${index} ESCAPE '\\'`);
  return selectAll(
    database,
    `SELECT id, title, updated_at, NULL AS message_id, NULL AS text FROM conversation
     WHERE deleted_at IS NULL AND ${conditions.join(' AND ')} ORDER BY updated_at DESC LIMIT $limit`,
    { ...Object.fromEntries(terms.map((term, index) => [`term${index}`, likePattern(term)])), limit },
  );
}

const before = 40;
const after = 120;

/** The text around the first term, on one line. */
export function cutExcerpt(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term.toLowerCase())).filter((place) => place >= 0);
  const place = places.length > 0 ? Math.min(...places) : 0;
  const start = wholeCharacter(text, Math.max(0, place - before));
  const end = wholeCharacter(text, Math.min(text.length, place + after));
  const middle = text.slice(start, end).replace(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${middle}${end < text.length ? '…' : ''}`;
}

/** An index that does not lie between the two halves of one character. */
function wholeCharacter(text: string, index: number): number {
  return /[\uDC00-\uDFFF]/.test(text[index] ?? '') ? index - 1 : index;
}
