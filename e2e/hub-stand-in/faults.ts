/** What goes wrong, and how often. */

/** So many times, or always. */
export type Count = number | true;

export interface Faults {
  /** Only requests whose `repository/path` (data, resolve) or address (everything else) contains this. */
  path?: string;

  // The data host
  /** Answers 200 with the whole file to a range. */
  ignoreRange?: Count;
  /** The same, only for ranges that do not begin at 0. */
  ignoreRangeOnResume?: Count;
  /** Cuts the connection after so many bytes of an answer; dropTimes: once unless said otherwise. */
  dropAfter?: number;
  dropTimes?: Count;
  /** The byte at this place of the file is flipped; corruptTimes: always unless said otherwise. */
  corruptAt?: number;
  corruptTimes?: Count;
  fail503?: Count;
  fail429?: Count;
  /** As if the signature had expired. */
  fail403?: Count;
  /** Seconds that 429 and 503 answers ask to wait; a text is sent as it is. */
  retryAfter?: number | string;
  /** Bytes a second of all answers together, and of one connection. */
  rate?: number;
  ratePerConnection?: number;
  /** Falls silent after so many bytes of an answer, connection open; stallTimes: once unless said otherwise. */
  stallAfter?: number;
  stallTimes?: Count;
  /** One byte at a time, a few a second. */
  trickle?: Count;
  /** Takes the request and never answers. */
  silent?: Count;
  /** Another ETag for the same bytes. */
  etagChange?: true;
  /** A sign-in page of 27 bytes, as 200 or 206. */
  portal?: Count;
  /** Neither Content-Length nor Content-Range. */
  noLength?: Count;
  /** What Content-Encoding says, whatever the bytes are. */
  encoding?: string;
  /** A Content-Range that begins one byte later than was asked. */
  wrongContentRange?: Count;

  // The hub
  /** Seconds until a signed address expires; 3600 unless set. */
  expireSec?: number;
  /** Another SHA-256 than the bytes have: in X-Linked-ETag only, or everywhere. */
  lie?: 'resolve' | 'everywhere';
  /** Equally many other bytes under the same name at every revision, with the SHA-256 of those: a seed for them. */
  replaceContent?: string;
  /** At most so many entries to a page. */
  page?: number;
  /** The origin that Link headers name instead of the hub's own, as mirrors do: https://huggingface.co */
  linkHost?: string;
  hubFail?: Count;
  hub429?: Count;
  hubSilent?: Count;
  /** The hub's answers are spaces, a few a second. */
  hubTrickle?: Count;
  /** Where the hub says that the bytes of large files lie; `{{data}}` is the data host, `{{signed}}` the right address. */
  location?: string;
  /** The hub answers everything with a sign-in page. */
  hubPortal?: Count;
  /** Milliseconds before the hub answers. */
  hubDelay?: number;
  /** The origin that the hub sends everyone to (308), path kept. */
  moved?: string;

  // Both
  /** Connections are cut before any answer. */
  offline?: Count;
}

type CountKey = {
  [K in keyof Faults]-?: NonNullable<Faults[K]> extends Count ? (true extends Faults[K] ? K : never) : never;
}[keyof Faults];
/** Faults that strike at a place, and how often when nothing is said. */
const placed = { dropAfter: ['dropTimes', 1], corruptAt: ['corruptTimes', true], stallAfter: ['stallTimes', 1] } as const;

/** The faults in force. Later rules win; each counts for itself. */
export class FaultBox {
  #rules: Faults[] = [];

  set(rules: Faults | Faults[]): void {
    this.#rules = structuredClone([rules].flat());
  }

  clear(): void {
    this.#rules = [];
  }

  value<K extends keyof Faults>(key: K, subject: string): Faults[K] | undefined {
    return this.#find(subject, (rule) => rule[key] !== undefined)?.[key];
  }

  /** Whether the fault strikes now; uses up one of its times. */
  strikes(key: CountKey, subject: string): boolean {
    return takeOne(
      this.#find(subject, (rule) => has(rule[key])),
      key,
    );
  }

  /** Where the fault will strike; `strike` uses up one of its times and says whether there was one left. */
  place(key: keyof typeof placed, subject: string): { at: number; strike(): boolean } | undefined {
    const [times, normally] = placed[key];
    const rule = this.#find(subject, (candidate) => candidate[key] !== undefined && has(candidate[times] ?? normally));
    if (!rule) return undefined;
    rule[times] ??= normally;
    return { at: rule[key] as number, strike: () => has(rule[times]) && takeOne(rule, times) };
  }

  #find(subject: string, hasIt: (rule: Faults) => boolean): Faults | undefined {
    return this.#rules.findLast((rule) => hasIt(rule) && (rule.path === undefined || subject.includes(rule.path)));
  }
}

const has = (count: unknown): boolean => count === true || (typeof count === 'number' && count > 0);

function takeOne(rule: Faults | undefined, key: CountKey): boolean {
  if (!rule) return false;
  const left = rule[key];
  if (typeof left === 'number') (rule[key] as number) = left - 1;
  return true;
}
