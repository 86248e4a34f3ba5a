/**
 * Who writes and who waits: one slot per sequence, each request to the slot that knows most of its prompt. Clients take turns, so that
 * one who asks a hundred things at once does not make another wait for all of them; what one client asks keeps its order.
 */
import type { Sequence } from './core.ts';

export interface Slot {
  readonly sequence: Sequence;
  lastUsed: number;
}

interface Waiting {
  tokens: readonly number[];
  client: string;
  /** As it was told last. */
  position: number;
  onPosition(position: number): void;
  give(slot: Slot): void;
}

/** A slot's state is worth taking when at least this share of it, or of the prompt, is common. */
const worthwhileShare = 0.5;

export class Slots {
  readonly #free: Set<Slot>;
  readonly #queue: Waiting[] = [];
  #uses = 0;
  #takes = 0;
  /** When each client got a slot last, while anybody waits. */
  readonly #served = new Map<string, number>();

  constructor(sequences: readonly Sequence[]) {
    this.#free = new Set(sequences.map((sequence) => ({ sequence, lastUsed: 0 })));
  }

  /** Waits for a slot; `onPosition` tells the place in the queue, 1 is next. Rejects with the signal's reason. */
  async acquire(request: {
    tokens: readonly number[];
    /** Unset: the person at this computer. */
    client?: string | undefined;
    signal: AbortSignal;
    onPosition(position: number): void;
  }): Promise<Slot> {
    const { tokens, client = '', signal, onPosition } = request;
    signal.throwIfAborted();
    if (this.#free.size > 0) return this.#take(tokens, client);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        tokens,
        client,
        position: 0,
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
      this.#tellPositions();
    });
  }

  release(slot: Slot): void {
    this.#uses += 1;
    slot.lastUsed = this.#uses;
    this.#free.add(slot);
    const [next] = this.#inTurn();
    if (next === undefined) return;
    this.#queue.splice(this.#queue.indexOf(next), 1);
    next.give(this.#take(next.tokens, next.client));
    this.#tellPositions();
  }

  #take(tokens: readonly number[], client: string): Slot {
    const slot = chooseSlot([...this.#free], tokens);
    this.#free.delete(slot);
    if (this.#queue.length === 0) this.#served.clear();
    this.#takes += 1;
    this.#served.set(client, this.#takes);
    return slot;
  }

  /** The first of every client's requests before the second of any, and first whoever was served longest ago. */
  #inTurn(): Waiting[] {
    const turns = new Map<string, number>();
    const ranked = this.#queue.map((waiting) => {
      const turn = turns.get(waiting.client) ?? 0;
      turns.set(waiting.client, turn + 1);
      return { waiting, turn };
    });
    const servedAt = ({ client }: Waiting) => this.#served.get(client) ?? 0;
    return ranked.sort((a, b) => a.turn - b.turn || servedAt(a.waiting) - servedAt(b.waiting)).map(({ waiting }) => waiting);
  }

  #tellPositions(): void {
    for (const [index, waiting] of this.#inTurn().entries()) {
      if (waiting.position === index + 1) continue;
      waiting.position = index + 1;
      waiting.onPosition(index + 1);
    }
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
