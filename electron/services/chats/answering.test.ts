import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEvent } from '../../../shared/chats.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';
import type { Generator } from '../engine/generator.ts';
import { done, openTestChats, removeFolder, say, sayAndWait, shown, snapshot, type TestChats, until, untilIdle } from './test-chats.ts';

let host: TestChats;
let conversationId: string;
beforeEach(() => {
  host = openTestChats();
  conversationId = host.chats.create({}).id;
});
afterEach(async () => {
  await host.close();
  removeFolder(host.folder);
});

const isDelta = (event: ChatEvent) => event.type === 'delta';
const isEnd = (event: ChatEvent) => event.type === 'message' && event.message.role === 'assistant' && event.message.state !== 'writing';

/** What a page would show after these events. */
function follow(events: ChatEvent[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'snapshot') {
      texts.clear();
      for (const message of event.messages) texts.set(message.id, message.text);
    }
    if (event.type === 'message') texts.set(event.message.id, event.message.text);
    if (event.type === 'delta') texts.set(event.messageId, (texts.get(event.messageId) ?? '') + event.text);
  }
  return texts;
}

test('a page sees question, answer, activity, text and end in this order', async () => {
  host.engine.scripts.push([
    { type: 'loading', progress: 0.5 },
    { type: 'prompt', processed: 5, total: 10 },
    { type: 'reasoning', text: 'think' },
    { type: 'text', text: 'Hello' },
    done,
  ]);
  const watching = until(
    host.chats,
    conversationId,
    (event, all) => event.type === 'activity' && event.activity.type === 'idle' && all.length > 3,
  );
  await setImmediate();
  const { messageId } = host.chats.send({ conversationId, text: 'Hi' });
  const events = await watching;
  const kinds = events.map((event) => (event.type === 'activity' ? `activity ${event.activity.type}` : event.type));
  expect(kinds[0]).toBe('snapshot');
  expect(kinds.indexOf('activity writing')).toBeLessThan(kinds.indexOf('delta'));
  expect(kinds.at(-1)).toBe('activity idle');
  expect([...follow(events).values()]).toEqual(['Hi', 'Hello']);
  expect(events.filter((event) => event.type === 'message').at(-1)).toMatchObject({
    message: { id: messageId, state: 'done', reasoning: 'think' },
  });
});

test('a page that opens in mid-answer sees each word once', async () => {
  const gate = Promise.withResolvers<void>();
  host.engine.scripts.push([{ type: 'text', text: 'one ' }, { type: 'wait', until: gate.promise }, ...say('two ', 'three')]);
  host.chats.send({ conversationId, text: 'Count' });
  await until(host.chats, conversationId, isDelta);
  const late = until(host.chats, conversationId, isEnd);
  await setImmediate();
  gate.resolve();
  expect([...follow(await late).values()]).toEqual(['Count', 'one two three']);
});

test('an answer goes on while nobody looks', async () => {
  host.engine.scripts.push(say(...Array.from({ length: 100 }, (_, index) => `${index} `)));
  host.chats.send({ conversationId, text: 'Count' });
  await untilIdle(host.chats, conversationId);
  expect((await snapshot(host.chats, conversationId)).messages[1]?.text).toMatch(/^0 1 2 .* 99 $/);
});

test('stopping keeps the text, and the next question can be asked at once', async () => {
  host.engine.scripts.push(sayAndWait('as far as he'));
  host.chats.send({ conversationId, text: 'Q' });
  await until(host.chats, conversationId, isDelta);
  await host.chats.stop({ conversationId });
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({
    state: 'stopped',
    finishReason: 'cancelled',
    text: 'as far as he',
  });
  host.chats.send({ conversationId, text: 'Q2' });
  await untilIdle(host.chats, conversationId);
  expect(await shown(host.chats, conversationId)).toHaveLength(4);
});

test('stopping where nothing is written does nothing', async () => {
  await host.chats.stop({ conversationId });
});

class SilentGenerator implements Generator {
  async *generate(): AsyncGenerator<GenerationEvent> {
    yield { type: 'text', text: 'and then ' };
    await new Promise(() => {});
  }
}

test('an engine that never answers to a stop cannot hold the conversation', async () => {
  const silent = openTestChats({ engine: new SilentGenerator() });
  const { id } = silent.chats.create({});
  silent.chats.send({ conversationId: id, text: 'Q' });
  await until(silent.chats, id, isDelta);
  await silent.chats.stop({ conversationId: id });
  expect((await snapshot(silent.chats, id)).messages[1]).toMatchObject({ state: 'stopped', text: 'and then ' });
  await silent.close();
  removeFolder(silent.folder);
});

test('a failed answer keeps its text and says why', async () => {
  const error = { code: 'engine.crashed', data: { cause: 'signal', signal: 'SIGKILL' } };
  host.engine.scripts.push([
    { type: 'text', text: 'so far' },
    { type: 'error', error },
  ]);
  host.chats.send({ conversationId, text: 'Q' });
  await untilIdle(host.chats, conversationId);
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({ state: 'failed', text: 'so far', error });
  host.chats.regenerate({ conversationId, messageId: (await snapshot(host.chats, conversationId)).messages[1]?.id ?? '' });
  await untilIdle(host.chats, conversationId);
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q', 'assistant: ok']);
});

class ThrowingGenerator implements Generator {
  readonly #error: unknown;
  constructor(error: unknown) {
    this.#error = error;
  }
  // biome-ignore lint/correctness/useYield: it ends before its first event.
  async *generate(): AsyncGenerator<GenerationEvent> {
    throw this.#error;
  }
}

test.each([
  [new AppError('model.broken', 'x', { data: { reason: 'truncated' } }), { code: 'model.broken', data: { reason: 'truncated' } }],
  [new TypeError('a bug'), { code: 'internal' }],
])('an engine that throws %s ends the answer, not the host', async (thrown, error) => {
  const throwing = openTestChats({ engine: new ThrowingGenerator(thrown) });
  const { id } = throwing.chats.create({});
  throwing.chats.send({ conversationId: id, text: 'Q' });
  await untilIdle(throwing.chats, id);
  expect((await snapshot(throwing.chats, id)).messages[1]).toMatchObject({ state: 'failed', error });
  await throwing.close();
  removeFolder(throwing.folder);
});

test('a question whose answer failed without a word is asked together with the next one', async () => {
  host.engine.scripts.push([{ type: 'error', error: { code: 'model.load-failed' } }]);
  host.chats.send({ conversationId, text: 'First' });
  await untilIdle(host.chats, conversationId);
  host.chats.send({ conversationId, text: 'Second' });
  await untilIdle(host.chats, conversationId);
  expect(host.engine.requests[1]?.turns).toEqual([{ role: 'user', content: 'First\n\nSecond' }]);
});

test('turns that were left out are recorded on the answer', async () => {
  host.engine.scripts.push([{ type: 'dropped', turns: 4 }, ...say('short')]);
  host.chats.send({ conversationId, text: 'Q' });
  await untilIdle(host.chats, conversationId);
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({ droppedTurns: 4 });
});

test('quitting in mid-answer saves what was written as interrupted', async () => {
  host.engine.scripts.push(sayAndWait('until the lights w'));
  host.chats.send({ conversationId, text: 'Q' });
  await until(host.chats, conversationId, isDelta);
  await host.close();
  host = openTestChats({ folder: host.folder });
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({ state: 'interrupted', text: 'until the lights w' });
  expect(host.chats.search({ query: 'lights', limit: 5 })).toHaveLength(1);
});

test('an answer that meets a full disk stays on the page and is saved once there is room', async () => {
  const gate = Promise.withResolvers<void>();
  host.engine.scripts.push([{ type: 'text', text: 'start ' }, { type: 'wait', until: gate.promise }, ...say('x'.repeat(400_000))]);
  host.chats.send({ conversationId, text: 'Q' });
  await until(host.chats, conversationId, isDelta);
  host.database.exec('PRAGMA max_page_count = 30');
  gate.resolve();
  await until(host.chats, conversationId, (event) => event.type === 'delta' && event.text.length > 100_000);
  await sleep(100);
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({
    state: 'writing',
    text: `start ${'x'.repeat(400_000)}`,
  });
  host.database.exec('PRAGMA max_page_count = 100000');
  await untilIdle(host.chats, conversationId);
  expect((await snapshot(host.chats, conversationId)).messages[1]).toMatchObject({ state: 'done', text: `start ${'x'.repeat(400_000)}` });
});

test('a change that the full disk refuses says so, and the old value stays', async () => {
  host.database.exec('PRAGMA max_page_count = 20');
  const change = () => host.chats.update({ conversationId, systemPrompt: 'x'.repeat(200_000) });
  expect(change).toThrow(expect.objectContaining({ code: 'file.no-space' }));
  expect((await snapshot(host.chats, conversationId)).conversation.systemPrompt).toBe('');
});

test('a disk that refuses while deleted conversations are removed for good does not end the host', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    const later = openTestChats();
    const { id } = later.chats.create({});
    await later.chats.remove({ conversationId: id });
    later.database.exec('PRAGMA query_only = 1');
    vi.advanceTimersByTime(2 * 60 * 60 * 1000);
    later.database.exec('PRAGMA query_only = 0');
    vi.advanceTimersByTime(60 * 60 * 1000);
    expect(() => later.chats.restore({ conversationId: id })).toThrow(expect.objectContaining({ code: 'undo.expired' }));
    await later.close();
    removeFolder(later.folder);
  } finally {
    vi.useRealTimers();
  }
});

test('an answer on a branch that is not shown does not disturb the shown one, and is whole when shown again', async () => {
  host.chats.send({ conversationId, text: 'Q' });
  await untilIdle(host.chats, conversationId);
  const first = (await snapshot(host.chats, conversationId)).messages[1]?.id ?? '';
  const gate = Promise.withResolvers<void>();
  host.engine.scripts.push([{ type: 'text', text: 'be' }, { type: 'wait', until: gate.promise }, ...say('hind')]);
  const { messageId } = host.chats.regenerate({ conversationId, messageId: first });
  await until(host.chats, conversationId, isDelta);
  host.chats.showVersion({ conversationId, messageId, step: -1 });
  const watching = until(host.chats, conversationId, (event) => event.type === 'activity' && event.activity.type === 'idle');
  await setImmediate();
  gate.resolve();
  const events = await watching;
  expect(follow(events).has(messageId)).toBe(false);
  host.chats.showVersion({ conversationId, messageId: first, step: 1 });
  expect(await shown(host.chats, conversationId)).toEqual(['user: Q', 'assistant: behind']);
});

class FastGenerator implements Generator {
  readonly #count: number;
  constructor(count: number) {
    this.#count = count;
  }
  async *generate(_request: GenerationRequest): AsyncGenerator<GenerationEvent> {
    for (let index = 0; index < this.#count; index += 1) {
      yield { type: 'text', text: 'word ' };
      if (index % 500 === 0) await sleep(1);
    }
    yield done;
  }
}

test('a page that sleeps through a long answer finds a handful of events, and the whole text in them', async () => {
  const fast = openTestChats({ engine: new FastGenerator(50_000) });
  const { id } = fast.chats.create({});
  const events: ChatEvent[] = [];
  const watch = fast.chats.watch({ conversationId: id, limit: 50 })[Symbol.asyncIterator]();
  events.push((await watch.next()).value as ChatEvent);
  fast.chats.send({ conversationId: id, text: 'Go' });
  await untilIdle(fast.chats, id);
  while (!events.some(isEnd)) events.push((await watch.next()).value as ChatEvent);
  expect(events.length).toBeLessThan(10);
  expect([...follow(events).values()][1]).toBe('word '.repeat(50_000));
  await watch.return?.();
  await fast.close();
  removeFolder(fast.folder);
});
