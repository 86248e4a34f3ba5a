/** Fetches what is missing of a file: several ranges at once, or the whole as one stream from hosts that know no ranges. */
import { AppError } from '../../../shared/errors.ts';
import type { HttpStream } from '../../lib/http.ts';
import type { Address } from './address.ts';
import type { TransferTools } from './file-transfer.ts';
import { chunkSize, chunkStart, type Journal } from './journal.ts';
import { type ByteRange, openBody } from './open-body.ts';
import type { Patience } from './patience.ts';
import { pourBody } from './pour-body.ts';
import { NoRangesError, PassingError, StaleAddressError, toPassing } from './retry.ts';

/** Where the bytes go. */
export interface Target {
  readonly journal: Journal;
  readonly missingChunks: number[];
  /** How many bytes of a chunk are there. */
  writtenOf(index: number): number;
  append(index: number, pieces: Uint8Array[]): Promise<void>;
  /** To the disk, and noted as being there. */
  flush(): Promise<void>;
}

export interface FetchOptions {
  tools: TransferTools;
  address: Address;
  patience: Patience;
  /** Throws when an answer is of another file than the bytes before. */
  recognise: (response: HttpStream) => void;
  onAppend: () => void;
  /** Asked again while bytes come. Throws file.no-space. */
  checkSpace: () => Promise<void>;
  signal: AbortSignal;
}

/**
 * Returns once nothing is missing and everything is on the disk. Throws ChangedFileError, AppError, what the system says about the disk,
 * and the signal's reason.
 */
export async function fetchPart(target: Target, options: FetchOptions): Promise<void> {
  const count = Math.min(options.tools.connectionsPerFile ?? 4, target.missingChunks.length);
  const claimed = new Set<number>();
  try {
    await endTogether(target, options, (own) => Array.from({ length: count }, () => fetchChunks(target, claimed, own)));
  } catch (error) {
    if (!(error instanceof NoRangesError)) throw error;
    await endTogether(target, options, (own) => [fetchStream(target, own)]);
  }
  await target.flush();
}

/** The first failure of any ends all of them, and is thrown once all have ended. Meanwhile bytes are flushed now and then. */
async function endTogether(target: Target, options: FetchOptions, start: (own: FetchOptions) => Promise<void>[]): Promise<void> {
  const ending = new AbortController();
  const own = { ...options, signal: AbortSignal.any([options.signal, ending.signal]) };
  const fail = (error: unknown) => ending.abort(error);
  const timer = setInterval(() => {
    target.flush().then(options.checkSpace).catch(fail);
  }, options.tools.flushMs ?? 2000);
  try {
    await Promise.all(start(own).map((work) => work.catch(fail)));
    ending.signal.throwIfAborted();
  } finally {
    clearInterval(timer);
  }
}

/** One connection: the lowest missing chunk that no other one fetches, until there is none. */
async function fetchChunks(target: Target, claimed: Set<number>, options: FetchOptions): Promise<void> {
  for (;;) {
    const index = target.missingChunks.find((candidate) => !claimed.has(candidate));
    if (index === undefined) return;
    claimed.add(index);
    await persist(options, () => fetchChunk(target, index, options));
    // A kill costs at most what a connection is fetching.
    await target.flush();
    claimed.delete(index);
  }
}

/** What is missing of one chunk. */
function fetchChunk(target: Target, index: number, options: FetchOptions): Promise<void> {
  const { journal } = target;
  const start = chunkStart(journal, index) + target.writtenOf(index);
  const end = chunkStart(journal, index) + chunkSize(journal, index);
  if (start === end) return Promise.resolve();
  return pour(target, { start, end }, options, async (pieces) => {
    await target.append(index, pieces);
    options.patience.hasProgressed(pieces.reduce((sum, { length }) => sum + length, 0));
    options.onAppend();
  });
}

/** The whole file; what is there already is passed over. */
function fetchStream(target: Target, options: FetchOptions): Promise<void> {
  return persist(options, () => {
    let position = 0;
    return pour(target, undefined, options, async (pieces) => {
      for (const piece of pieces) {
        await appendNew(target, position, piece, options);
        position += piece.length;
      }
    });
  });
}

async function appendNew(target: Target, position: number, piece: Uint8Array, options: FetchOptions): Promise<void> {
  const { journal } = target;
  let offset = 0;
  while (offset < piece.length) {
    const at = position + offset;
    const index = Math.floor(at / journal.chunkBytes);
    const end = Math.min(piece.length, offset + chunkStart(journal, index) + chunkSize(journal, index) - at);
    const bytes = piece.subarray(Math.min(end, Math.max(offset, chunkStart(journal, index) + target.writtenOf(index) - position)), end);
    if (bytes.length > 0) {
      await target.append(index, [bytes]);
      options.patience.hasProgressed(bytes.length);
      options.onAppend();
    }
    offset = end;
  }
}

/** Again and again while what goes wrong passes. */
async function persist({ patience, signal }: FetchOptions, work: () => Promise<void>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await patience.trying(work);
    } catch (error) {
      if (error instanceof PassingError) await patience.wait(error);
      else if (!(error instanceof StaleAddressError)) throw error;
    }
  }
}

async function pour(
  target: Target,
  range: ByteRange | undefined,
  options: FetchOptions,
  take: (pieces: Uint8Array[]) => Promise<void>,
): Promise<void> {
  const { tools, address, patience, recognise, signal } = options;
  const { sizeBytes } = target.journal;
  const resolved = await address.get();
  const { url, headers } = resolved;
  const { host } = new URL(url);
  const open = async (ending: AbortSignal) => {
    const response = await openBody({ http: tools.http, url, headers, sizeBytes, range, signal: ending });
    recognise(response);
    return response;
  };
  const expectedBytes = range ? range.end - range.start : sizeBytes;
  const { limiter, stallMs = 30_000 } = tools;
  try {
    await tools.connections.use(host, signal, () => pourBody({ open, host, expectedBytes, take, limiter, stallMs, signal }));
  } catch (error) {
    if (error instanceof StaleAddressError && address.drop(resolved)) patience.countStale(error);
    // A host that cannot send the whole file without being asked for a range is of no use.
    if (error instanceof NoRangesError && range === undefined) {
      throw new AppError('hub.failed', `${host} does not send the file`, { data: { host }, cause: error });
    }
    throw toPassing(error);
  }
}
