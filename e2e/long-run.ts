/** How often the repeated and random promises are tried: a sample in `npm test`, all of them in `npm run test:long` (ALCOVE_LONG=1). */

const isLong = process.env.ALCOVE_LONG === '1';

export const hostKills = isLong ? 50 : 3;
export const transferKills = isLong ? 20 : 3;
export const runnerKills = isLong ? 50 : 3;
export const fuzzCases = isLong ? 20_000 : 200;
/** Programs that ask the server at the same time. */
export const serverClients = isLong ? 100 : 24;
export const mutations = isLong ? 200 : 20;

/** The same numbers from 0 to 1 in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
