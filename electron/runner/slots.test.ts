import { expect, test } from 'vitest';
import type { Sequence } from './core.ts';
import { type Slot, Slots } from './slots.ts';

function createSlots(count: number) {
  const slots = new Slots(Array.from({ length: count }, () => ({ tokens: [] }) as unknown as Sequence));
  const given: string[] = [];
  const held = new Map<string, Slot>();
  const positions = new Map<string, number[]>();
  const ask = (name: string, client: string, signal = new AbortController().signal) => {
    const told: number[] = [];
    positions.set(name, told);
    const taken = slots.acquire({ tokens: [], client, signal, onPosition: (position) => told.push(position) });
    return taken.then(
      (slot) => {
        given.push(name);
        held.set(name, slot);
      },
      () => {},
    );
  };
  const release = async (name: string) => {
    slots.release(held.get(name) as Slot);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, release, given, positions };
}

test('clients take turns: one who asks many things does not make another wait for all of them', async () => {
  const { ask, release, given, positions } = createSlots(1);
  await ask('a1', 'a');
  for (const name of ['a2', 'a3', 'a4']) void ask(name, 'a');
  void ask('b1', 'b');
  void ask('b2', 'b');
  expect(positions.get('b1')?.at(-1)).toBe(1);
  expect(positions.get('a2')?.at(-1)).toBe(2);
  for (const name of ['a1', 'b1', 'a2', 'b2', 'a3']) await release(name);
  expect(given).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
});

test('one who leaves the queue moves the others up, and is told nothing more', async () => {
  const { ask, given, positions, release } = createSlots(1);
  const leaving = new AbortController();
  await ask('first', 'a');
  void ask('second', 'b', leaving.signal);
  void ask('third', 'c');
  expect([positions.get('second'), positions.get('third')]).toEqual([[1], [2]]);
  leaving.abort();
  expect(positions.get('third')).toEqual([2, 1]);
  await release('first');
  expect(given).toEqual(['first', 'third']);
  expect(positions.get('second')).toEqual([1]);
});
