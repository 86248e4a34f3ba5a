/** Who writes and who waits: one slot per sequence, requests in the order they came, each to the slot that knows most of its prompt. */
import type { Sequence } from './core.ts';

export interface Slot {
  readonly sequence: Sequence;
  lastUsed: number;
}

interface Waiting {
  tokens: readonly number[];
  onPosition(position: number): void;
  give(slot: Slot): void;
}

/** A slot's state is worth taking when at least this share of it, or of the prompt, is common. */
const worthwhileShare = 0.5;

export class Slots {
  readonly #free: Set<Slot>;
  readonly #queue: Waiting[] = [];
  #uses = 0;

  constructor(sequences: readonly Sequence[]) {
    this.#free = new Set(sequences.map((sequence) => ({ sequence, lastUsed: 0 })));
  }

  /** Waits for a slot; `onPosition` tells the place in the queue, 1 is next. Rejects with the signal's reason. */
  async acquire(tokens: readonly number[], signal: AbortSignal, onPosition: (position: number) => void): Promise<Slot> {
    signal.throwIfAborted();
    if (this.#free.size > 0) return this.#take(tokens);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        tokens,
        onPosition,
        give: (slot) => {
          signal.removeEventListener('abort', leave);
          resolve(slot);
        },
      };
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        this.#tellPositions();
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiting);
      onPosition(this.#queue.length);
    });
  }

  release(slot: Slot): void {
    this.#uses += 1;
    slot.lastUsed = this.#uses;
    this.#free.add(slot);
    const next = this.#queue.shift();
    if (next === undefined) return;
    next.give(this.#take(next.tokens));
    this.#tellPositions();
  }

  #take(tokens: readonly number[]): Slot {
    const slot = chooseSlot([...this.#free], tokens);
    this.#free.delete(slot);
    return slot;
  }

  #tellPositions(): void {
    for (const [index, waiting] of this.#queue.entries()) waiting.onPosition(index + 1);
  }
}

/** The slot with the longest common beginning when that is worth it, else the one unused for longest, so that others keep theirs. */
function chooseSlot(free: readonly Slot[], tokens: readonly number[]): Slot {
  let best: Slot | undefined;
  let bestLength = 0;
  for (const slot of free) {
    const state = slot.sequence.tokens;
    const length = commonLength(state, tokens);
    const isWorthwhile = length >= worthwhileShare * Math.min(state.length, tokens.length);
    if (isWorthwhile && length > bestLength) {
      best = slot;
      bestLength = length;
    }
  }
  if (best !== undefined) return best;
  const oldest = free.toSorted((a, b) => a.lastUsed - b.lastUsed)[0];
  if (oldest === undefined) throw new Error('No slot is free.');
  return oldest;
}

function commonLength(state: readonly number[], tokens: readonly number[]): number {
  const most = Math.min(state.length, tokens.length);
  let length = 0;
  while (length < most && state[length] === tokens[length]) length += 1;
  return length;
}
