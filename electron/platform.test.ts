import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, type ChildExit, nodePlatform } from './platform.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-platform-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function spawn(source: string): Child {
  count += 1;
  const file = join(folder, `child-${count}.mjs`);
  writeFileSync(file, source);
  return nodePlatform.spawn(file, { env: { GREETING: 'hello' } });
}
const exitOf = (child: Child) => new Promise<ChildExit>((resolve) => child.onExit(resolve));

test('messages keep their structure both ways, and the child gets its environment', async () => {
  const child = spawn("process.on('message', (m) => { process.send({ got: m, greeting: process.env.GREETING }); process.disconnect(); });");
  const answer = new Promise((resolve) => child.onMessage(resolve));
  child.send({ bytes: new Uint8Array([1, 2]), map: new Map([['a', 1n]]) });
  expect(await answer).toEqual({ got: { bytes: new Uint8Array([1, 2]), map: new Map([['a', 1n]]) }, greeting: 'hello' });
});

test('the last lines before a crash are known, also to who asks late', async () => {
  const child = spawn("console.error('first'); console.log('last words'); process.abort();");
  const exit = await exitOf(child);
  expect(exit).toMatchObject({ code: null, signal: 'SIGABRT' });
  let text = '';
  child.onOutput((chunk) => {
    text += chunk;
  });
  expect(text).toContain('first');
  expect(text).toContain('last words');
});

test('kill ends a child that is busy for ever, and a send to it afterwards is harmless', async () => {
  const child = spawn('for (;;);');
  child.kill();
  expect(await exitOf(child)).toMatchObject({ signal: 'SIGKILL' });
  child.send({ type: 'stop' });
  expect(await exitOf(child)).toMatchObject({ signal: 'SIGKILL' });
});

test("a terminal's Ctrl+C does not end a child: the host decides", async () => {
  const child = spawn("process.on('message', () => process.send('still here')); process.send('up');");
  await new Promise((resolve) => child.onMessage(resolve));
  process.kill(child.pid as number, 'SIGINT');
  const answer = new Promise((resolve) => child.onMessage(resolve));
  child.send('hello');
  expect(await answer).toBe('still here');
  child.kill();
});
