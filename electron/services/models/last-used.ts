import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../lib/atomic-write.ts';

const limit = 1000;

/** When each model was used last, by the path of its first file. Losing the file costs an order in lists, so it fails quietly. */
export class LastUsed {
  readonly #file: string;
  #times: Record<string, number>;

  constructor(file: string) {
    this.#file = file;
    this.#times = readTimes(file);
  }

  /** Milliseconds since 1970. */
  get(path: string): number | undefined {
    return this.#times[path];
  }

  set(path: string, time: number): void {
    const newest = Object.entries({ ...this.#times, [path]: time }).sort((a, b) => b[1] - a[1]);
    this.#times = Object.fromEntries(newest.slice(0, limit));
    try {
      writeFileAtomically(this.#file, `${JSON.stringify(this.#times, undefined, 2)}\n`);
    } catch {
      // The next use writes it again.
    }
  }
}

function readTimes(file: string): Record<string, number> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  } catch {
    return {};
  }
}
