/** What the chat tests share: real services over a real database file, and a generator that says what a test wants. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ChatEvent } from '../../../shared/chats.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';
import type { Library, Model } from '../../../shared/models.ts';
import { openDatabase } from '../../lib/database.ts';
import { silentLogger } from '../../lib/logger.ts';
import { migrations } from '../../migrations.ts';
import type { Generator } from '../engine/generator.ts';
import { SettingsService } from '../settings/settings.ts';
import { ChatsService } from './chats.ts';

const usage = { promptTokens: 10, cachedTokens: 0, completionTokens: 4, reasoningTokens: 0, contextLength: 2048 };
const timings = { firstTokenMs: 5, promptMs: 4, decodeMs: 20, reasoningMs: 0, tokensPerSecond: 200 };

type Step = GenerationEvent | { type: 'wait'; until: Promise<void> };

/** A generator after a script: each request takes the next script, and goes on as `say('ok')` when none is left. */
class ScriptedGenerator implements Generator {
  readonly requests: GenerationRequest[] = [];
  readonly scripts: Step[][] = [];

  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    this.requests.push(request);
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    for (const step of this.scripts.shift() ?? say('ok')) {
      if (step.type === 'wait') await Promise.race([step.until, aborted]);
      else if (!signal.aborted) yield step;
      if (signal.aborted) return yield { type: 'done', finishReason: 'cancelled', usage, timings, seed: 1 };
    }
  }
}

export const done: GenerationEvent = { type: 'done', finishReason: 'stop', usage, timings, seed: 7 };
export const say = (...texts: string[]): GenerationEvent[] => [...texts.map((text) => ({ type: 'text' as const, text })), done];
/** An answer that stays unfinished until it is stopped or the gate opens. */
export const sayAndWait = (text: string, until = new Promise<void>(() => {})): Step[] => [
  { type: 'text', text },
  { type: 'wait', until },
  done,
];

export function testModel(id: string, more: Partial<Model> = {}): Model {
  return {
    id,
    name: id.toUpperCase(),
    files: [{ path: `/models/${id}.gguf`, sizeBytes: 1 }],
    sizeBytes: 1,
    folder: '/models',
    place: 'folder',
    kind: 'chat',
    hasChatTemplate: true,
    canReason: false,
    sampling: {},
    modifiedAt: 0,
    ...more,
  };
}

class TestModels {
  models: Model[];
  constructor(models: Model[]) {
    this.models = models;
  }
  find(name: string): Model {
    const found = this.models.find((model) => model.id === name);
    if (!found) throw new AppError('model.not-found', `No model ${name}.`, { data: { name } });
    return found;
  }
  library(): Library {
    return { models: this.models, folders: [], isScanning: false, imports: [], programs: [], verifications: [] };
  }
}

export interface TestChats {
  folder: string;
  chats: ChatsService;
  engine: ScriptedGenerator;
  models: TestModels;
  settings: SettingsService;
  database: DatabaseSync;
  /** Ends the host as a normal quit does. */
  close(): Promise<void>;
}

export function openTestChats(options: { folder?: string; models?: Model[]; engine?: Generator } = {}): TestChats {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'alcove-chats-'));
  const { database } = openDatabase({ file: join(folder, 'alcove.db'), migrations });
  const settings = new SettingsService({ file: join(folder, 'settings.json') });
  const models = new TestModels(options.models ?? [testModel('starter', { place: 'starter', sampling: { temperature: 0.3, topK: 40 } })]);
  const engine = new ScriptedGenerator();
  const chats = new ChatsService({ engine: options.engine ?? engine, models, settings, database, logger: silentLogger });
  async function close(): Promise<void> {
    await chats.dispose();
    database.close();
  }
  return { folder, chats, engine, models, settings, database, close };
}

export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });

/** Reads a conversation's events until one fits, then ends the watch. */
export async function until(
  chats: ChatsService,
  conversationId: string,
  fits: (event: ChatEvent, all: ChatEvent[]) => boolean,
  limit = 50,
): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  const abort = new AbortController();
  for await (const event of chats.watch({ conversationId, limit }, abort.signal)) {
    events.push(event);
    if (fits(event, events)) break;
  }
  abort.abort();
  return events;
}

/** The shown branch as `role: text`. */
export async function shown(chats: ChatsService, conversationId: string): Promise<string[]> {
  return (await snapshot(chats, conversationId)).messages.map((message) => `${message.role}: ${message.text}`);
}

export async function snapshot(chats: ChatsService, conversationId: string, limit = 50): Promise<Extract<ChatEvent, { type: 'snapshot' }>> {
  const [first] = await until(chats, conversationId, () => true, limit);
  if (first?.type !== 'snapshot') throw new Error('The first event is not a snapshot.');
  return first;
}

export async function untilIdle(chats: ChatsService, conversationId: string): Promise<void> {
  await until(chats, conversationId, (event) => {
    if (event.type === 'snapshot' || event.type === 'conversation') return !event.conversation.isWriting;
    return false;
  });
}
