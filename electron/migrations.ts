/** Every step of alcove.db, of all services in one order: a step's place is its version, so new ones go to the end. */
import { apiTables } from './api/http/migrations.ts';
import { responseTable } from './api/openai/responses/migrations.ts';
import type { Migration } from './lib/database.ts';
import { chatTables } from './services/chats/migrations.ts';
import { downloadTables } from './services/downloads/migrations.ts';
import { speedTable } from './services/engine/migrations.ts';
import { chunkHashTable, modelFileTable } from './services/models/migrations.ts';

export const migrations: readonly Migration[] = [
  chatTables,
  downloadTables,
  speedTable,
  modelFileTable,
  chunkHashTable,
  apiTables,
  responseTable,
];
