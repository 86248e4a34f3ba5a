/**
 * A host for the page's benchmark: everything as the app has it, but answers come at an even pace, and one conversation is very long.
 * Prints its address as soon as it answers.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../electron/app.ts';
import { inTransaction, openDatabase } from '../electron/lib/database.ts';
import { migrations } from '../electron/migrations.ts';
import { nodePlatform } from '../electron/platform.ts';
import { createRouter } from '../electron/rpc/router.ts';
import { Branches } from '../electron/services/chats/branches.ts';
import { ChatsService } from '../electron/services/chats/chats.ts';
import type { Generator } from '../electron/services/engine/generator.ts';
import { startWebHost } from '../electron/web/web-host.ts';
import type { GenerationEvent } from '../shared/generation.ts';
import { answerOf, pacedAnswer, questionOf } from './page-texts.ts';

const { values } = parseArgs({ options: { home: { type: 'string' }, messages: { type: 'string' } } });
const home = values.home ?? '';
const root = join(import.meta.dirname, '..');

const usage = { promptTokens: 5000, cachedTokens: 0, completionTokens: 150, reasoningTokens: 0, contextLength: 8192 };
const timings = { firstTokenMs: 10, promptMs: 5, decodeMs: 5000, reasoningMs: 0, tokensPerSecond: 30 };

const paced: Generator = {
  async *generate(_request, signal): AsyncGenerator<GenerationEvent> {
    for (const text of pacedAnswer()) {
      if (signal.aborted) break;
      await new Promise((resolve) => setTimeout(resolve, 34));
      yield { type: 'text', text };
    }
    yield { type: 'done', finishReason: signal.aborted ? 'cancelled' : 'stop', usage, timings, seed: 1 };
  },
};

const app = createApp({
  platform: nodePlatform,
  home,
  outDirectory: join(root, 'out'),
  version: '0',
  resourcesFolder: join(root, 'resources'),
});
app.settings.update({ hasFinishedFirstStart: true, conversationStart: 'ask', lastModelId: 'alcove-starter', language: 'en' });
const { database } = openDatabase({ file: join(home, 'long.db'), migrations });
const chats = new ChatsService({ engine: paced, models: app.models, settings: app.settings, database, logger: app.logger });

const { id } = chats.create({ modelId: 'alcove-starter' });
chats.update({ conversationId: id, title: 'The long one' });
const branches = new Branches(database);
inTransaction(database, () => {
  let parent: { id: number; depth: number } | undefined;
  for (let depth = 0; depth < Number(values.messages); depth += 1) {
    const conversation = { id: Number(id), shown_leaf_id: parent?.id ?? null };
    const message =
      depth % 2 === 0
        ? { role: 'user' as const, text: questionOf(depth), state: 'done' as const, created_at: depth, model_name: null }
        : { role: 'assistant' as const, text: answerOf(depth), state: 'done' as const, created_at: depth, model_name: 'Bench' };
    parent = { id: branches.add(conversation, parent, message), depth };
  }
});

const web = await startWebHost({
  port: 0,
  token: 'bench',
  router: createRouter({ ...app, chats }),
  page: {
    folder: join(root, 'out/renderer'),
    receive: app.models.importStream.bind(app.models),
    picture: app.hub.picture.bind(app.hub),
  },
  onBug: console.error,
});
console.log(`http://127.0.0.1:${web.port}/?token=bench`);
