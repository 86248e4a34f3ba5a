import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { countCoresOfLinux } from './hardware.ts';
import type { MessageFromRunner } from './protocol.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(): ChildProcess {
  const child = fork(fileURLToPath(new URL('runner.ts', import.meta.url)), [], { serialization: 'advanced' });
  children.push(child);
  return child;
}

async function ask(child: ChildProcess, message: object): Promise<MessageFromRunner> {
  child.send(message);
  return (await once(child, 'message'))[0];
}

test('it tells of the hardware and the memory without a model', async () => {
  const child = start();
  const answer = await ask(child, { type: 'hardware' });
  if (answer.type !== 'hardware') throw new Error(`It answered ${answer.type}`);
  expect(answer.hardware.cpu.name).not.toBe('');
  expect(answer.hardware.cpu.physicalCores).toBeGreaterThan(0);
  expect(answer.hardware.cpu.physicalCores).toBeLessThanOrEqual(answer.hardware.cpu.logicalCores);
  expect(answer.memory.freeBytes).toBeGreaterThan(0);
  expect(answer.memory.freeBytes).toBeLessThanOrEqual(answer.memory.totalBytes);
  expect(await ask(child, { type: 'memory' })).toMatchObject({ type: 'memory' });
});

test('it ends when the host is gone', async () => {
  const child = start();
  await ask(child, { type: 'memory' });
  const ended = once(child, 'exit');
  child.disconnect();
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('a request without a model is answered, not left waiting', async () => {
  const answer = await ask(start(), { type: 'generate', id: 7, request: {} });
  expect(answer).toEqual({ type: 'events', id: 7, events: [{ type: 'error', error: { code: 'engine.not-loaded' } }] });
});

test('two names of one core count once', () => {
  const processor = (socket: number, core: number) => `processor : 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\n`;
  expect(countCoresOfLinux([processor(0, 0), processor(0, 1), processor(0, 0), processor(1, 0)].join('\n'))).toBe(3);
  expect(countCoresOfLinux('processor : 0\nBogoMIPS : 50\n')).toBeUndefined();
});
