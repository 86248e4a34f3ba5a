import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeScriptedModel } from '../e2e/tiny-models/scripted-model.ts';
import type { ChatEvent, Message } from '../shared/chats.ts';
import type { App } from './app.ts';
import { createTestApp } from './test-app.ts';

let home: string;
let app: App;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alcove-app-'));
});
afterEach(async () => {
  await app?.dispose();
  rmSync(home, { recursive: true, force: true });
});

function start(): App {
  app = createTestApp(home);
  return app;
}

function addModel(name: string, options: Parameters<typeof writeScriptedModel>[1]): void {
  const folder = join(home, 'models', 'test', name);
  mkdirSync(folder, { recursive: true });
  writeScriptedModel(join(folder, `${name}.gguf`), options);
}

async function startWithModel(name: string): Promise<string> {
  start();
  await app.models.ready;
  app.settings.update({ loadSettings: { [name]: { threads: 1, contextLength: 512 } } });
  return app.chats.create({ modelId: name }).id;
}

async function waitFor(conversationId: string, fits: (event: ChatEvent) => boolean): Promise<void> {
  for await (const event of app.chats.watch({ conversationId, limit: 50 })) if (fits(event)) return;
}
const untilText = (conversationId: string) => waitFor(conversationId, (event) => event.type === 'delta' && event.text !== '');
const untilIdle = (conversationId: string) =>
  waitFor(conversationId, (event) => (event.type === 'snapshot' || event.type === 'conversation') && !event.conversation.isWriting);

async function lastMessage(conversationId: string): Promise<Message | undefined> {
  for await (const event of app.chats.watch({ conversationId, limit: 1 })) if (event.type === 'snapshot') return event.messages.at(-1);
  return undefined;
}

async function processOf(modelId: string): Promise<number> {
  for await (const { models } of app.engine.watch()) {
    const processId = models.find((model) => model.modelId === modelId)?.processId;
    if (processId !== undefined) return processId;
  }
  return 0;
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

test('a thought and an answer with an emoji over token borders arrive whole, with their numbers', async () => {
  addModel('thinker', { script: 'Hello 👋🏽 你好!', reasoning: 'let me think', splitCharacters: true });
  const conversationId = await startWithModel('thinker');
  app.chats.send({ conversationId, text: 'Hi' });
  await untilIdle(conversationId);
  expect(await lastMessage(conversationId)).toMatchObject({
    state: 'done',
    finishReason: 'stop',
    text: 'Hello 👋🏽 你好!',
    reasoning: expect.stringContaining('let me think'),
    usage: { completionTokens: expect.any(Number), contextLength: 512 },
  });
  expect(app.settings.get().lastModelId).toBe('thinker');
});

test('a runner killed in mid-answer costs only the rest of that answer; asking again loads the model again', async () => {
  addModel('talker', { script: 'one two three four five six ', endless: true, extraMegabytes: 50 });
  const conversationId = await startWithModel('talker');
  app.chats.send({ conversationId, text: 'Count' });
  await untilText(conversationId);
  const processId = await processOf('talker');
  process.kill(processId, 'SIGKILL');
  await untilIdle(conversationId);
  const failed = await lastMessage(conversationId);
  expect(failed).toMatchObject({ state: 'failed', text: expect.stringMatching(/^one/), error: { code: 'engine.crashed' } });

  app.chats.continue({ conversationId, messageId: failed?.id ?? '' });
  await untilText(conversationId);
  expect(await processOf('talker')).not.toBe(processId);
  await app.chats.stop({ conversationId });
  const continued = await lastMessage(conversationId);
  expect(continued).toMatchObject({ state: 'stopped', finishReason: 'cancelled' });
  expect(continued?.text.startsWith(failed?.text ?? '-')).toBe(true);
});

test('ending the app in mid-answer saves the answer as interrupted and leaves no process behind', async () => {
  addModel('talker', { script: 'one two three four five six ', endless: true, extraMegabytes: 50 });
  const conversationId = await startWithModel('talker');
  app.chats.send({ conversationId, text: 'Count' });
  await untilText(conversationId);
  const processId = await processOf('talker');
  await app.dispose();
  expect(isAlive(processId)).toBe(false);
  start();
  expect(await lastMessage(conversationId)).toMatchObject({ state: 'interrupted', text: expect.stringMatching(/^one/) });
});

test('damaged files are set aside and said, and the app starts', async () => {
  writeFileSync(join(home, 'alcove.db'), 'no database at all '.repeat(100));
  writeFileSync(join(home, 'settings.json'), '{ broken');
  start();
  for await (const notices of app.system.watchNotices()) {
    expect(notices.map((notice) => notice.code).sort()).toEqual(['database.set-aside', 'settings.set-aside']);
    break;
  }
  expect(app.chats.create({}).title).toBe('');
});

test('a folder in settings.json that begins at no root is not used, and that is said', async () => {
  writeFileSync(join(home, 'settings.json'), '{ "defaultModelFolder": "models", "modelFolders": [""] }');
  start();
  expect(app.models.defaultFolder).toBe(join(home, 'models'));
  await app.models.ready;
  expect(app.models.library().folders.map(({ path }) => path)).toEqual([join(home, 'models')]);
  const { value: notices } = await app.system.watchNotices()[Symbol.asyncIterator]().next();
  expect(notices).toMatchObject([{ code: 'settings.path-ignored', data: { paths: '"models", ""' } }]);
});

test('a data folder of a later version is refused and left alone', async () => {
  const database = new DatabaseSync(join(home, 'alcove.db'));
  database.exec('PRAGMA user_version = 999');
  database.close();
  const message = expect.objectContaining({ code: 'database.newer' });
  expect(() => start()).toThrow(message);
});

test('a model answers in the first moment after the start, before the folders have been read', async () => {
  addModel('talker', { script: 'Here I am.' });
  start();
  let text = '';
  const request = { model: 'talker', turns: [{ role: 'user' as const, content: 'Hi' }], sampling: { temperature: 0 } };
  for await (const event of app.engine.generate(request, new AbortController().signal)) if (event.type === 'text') text += event.text;
  expect(text).toBe('Here I am.');
});
