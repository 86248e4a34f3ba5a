import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { hostKills, seededRandom } from '../../../e2e/long-run.ts';
import { openTestChats, removeFolder, snapshot, untilIdle } from './test-chats.ts';

/** Saved every 500 ms; the rest is for a machine that is busy with other tests. */
const allowedLossMs = 2000;

/** Lets a host write, kills it after so many words, and answers what it had said by when. */
async function writeAndKill(folder: string, afterWords: number): Promise<{ atMs: number; index: number }[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-writer.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: { atMs: number; index: number }[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [atMs, index] = line.split(' ').map(Number);
    said.push({ atMs: atMs ?? 0, index: index ?? 0 });
    if (said.length === afterWords) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

const random = seededRandom(1);
const killedAfter = Array.from({ length: hostKills }, () => 200 + Math.floor(random() * 800));

test.each(killedAfter)('a host killed after %i words keeps all but the last moments, and the chat goes on', async (afterWords) => {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-killed-'));
  const said = await writeAndKill(folder, afterWords);
  const host = openTestChats({ folder });
  const { messages, conversation } = await snapshot(host.chats, '1');
  const [, answer] = messages;
  expect(answer?.state).toBe('interrupted');
  expect(conversation.isWriting).toBe(false);

  const words = (answer?.text ?? '').trimEnd().split(' ').map(Number);
  expect(words).toEqual(words.map((_, index) => index));
  const savedAtMs = said[words.length - 1]?.atMs ?? 0;
  expect((said.at(-1)?.atMs ?? 0) - savedAtMs).toBeLessThan(allowedLossMs);

  host.chats.continue({ conversationId: '1', messageId: answer?.id ?? '' });
  await untilIdle(host.chats, '1');
  expect((await snapshot(host.chats, '1')).messages[1]).toMatchObject({ state: 'done', text: `${answer?.text}ok` });
  await host.close();
  removeFolder(folder);
});
