/** One file from its first request to its check: what is missing is fetched, and what turns out wrong is fetched again. */
import { open, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { FileLock } from '../../lib/file-lock.ts';
import type { HttpStream } from '../../lib/http.ts';
import { renameOver } from '../../lib/replace-file.ts';
import type { ResolvedFile } from '../hub/hub.ts';
import type { ChunkHashes } from '../models/models.ts';
import type { Address } from './address.ts';
import { Comparison, PartHash } from './check-part.ts';
import { fetchPart, type Target } from './fetch-part.ts';
import type { FileTransferOptions, TransferState, WholeFile } from './file-transfer.ts';
import {
  createJournal,
  isSameFile,
  type Journal,
  journalPathOf,
  partPathOf,
  readJournal,
  removeFetched,
  usualChunkBytes,
} from './journal.ts';
import { PartFile, writeAt } from './part-file.ts';
import { Patience } from './patience.ts';
import { ChangedFileError, PassingError } from './retry.ts';

/** How often chunks that went bad on the disk are fetched anew. */
const mostRepairs = 2;

export class PartTransfer {
  readonly #options: FileTransferOptions;
  readonly #address: Address;
  readonly #lock: FileLock;
  readonly #patience: Patience;
  #sha256: string | undefined;
  #stateType: TransferState['type'] | undefined;

  constructor(options: FileTransferOptions, address: Address, lock: FileLock) {
    this.#options = options;
    this.#address = address;
    this.#lock = lock;
    this.#sha256 = options.expected.sha256;
    this.#patience = new Patience({
      backoffBaseMs: options.tools.backoffBaseMs ?? 1000,
      signal: options.signal,
      wake: options.wake,
      onWaiting: (error, retryAt) => this.#tell({ type: 'waiting', error, retryAt }),
      onTrying: () => this.#tell({ type: 'starting' }),
    });
  }

  /** Throws ChangedFileError besides what transferFile throws. */
  async run(): Promise<WholeFile> {
    this.#tell({ type: 'starting' });
    const { finalPath, tools } = this.#options;
    const journal = await this.#findJournal();
    const part = await PartFile.open({ finalPath, partPath: partPathOf(finalPath), journal, writeAt: tools.writeAt ?? writeAt });
    try {
      this.#options.onProgress(part.doneBytes);
      return this.#finished(part, await this.#bringWhole(part));
    } catch (error) {
      // What came is kept wherever that is still possible.
      await part.flush().catch(() => {});
      await part.close();
      if (error instanceof AppError && error.code === 'download.checksum') await removeFetched(finalPath);
      throw error;
    }
  }

  /** The one that is there where it tells of the same file, else a new one. Nothing is asked of the hub when all is known. */
  async #findJournal(): Promise<Journal> {
    const { finalPath, expected, tools, signal } = this.#options;
    const kept = await readJournal(finalPath);
    const known = { sizeBytes: expected.sizeBytes, sha256: expected.sha256, revision: this.#options.revision };
    if (kept && known.sha256 !== undefined && isSameFile(kept, known)) return kept;
    const resolved = await this.#resolve();
    signal.throwIfAborted();
    this.#sha256 ??= resolved.sha256;
    const key = { sizeBytes: resolved.sizeBytes, sha256: this.#sha256, revision: resolved.revision };
    if (kept && isSameFile(kept, key)) return kept;
    await removeFetched(finalPath);
    return createJournal(key, tools.chunkBytes ?? usualChunkBytes);
  }

  async #resolve(): Promise<ResolvedFile> {
    for (;;) {
      try {
        return await this.#patience.trying(() => this.#address.get());
      } catch (error) {
        if (!(error instanceof PassingError)) throw error;
        await this.#patience.wait(error);
      }
    }
  }

  async #bringWhole(part: PartFile): Promise<Pick<WholeFile, 'sha256' | 'chunks'>> {
    for (let repairs = 0; ; ) {
      const { sha256, damaged } = await this.#fetchAndHash(part);
      const isRight = this.#sha256 === undefined ? damaged.size === 0 : sha256 === this.#sha256;
      if (isRight) return { sha256, chunks: damaged.size === 0 ? chunkHashesOf(part.journal) : undefined };
      if (damaged.size > 0 && repairs < mostRepairs) {
        repairs += 1;
        part.reset(damaged);
        await part.flush();
      } else if (this.#sha256 === undefined || part.journal.passes > 1 || !(await this.#fetchAgain(part))) {
        const fileName = basename(this.#options.finalPath);
        throw new AppError('download.checksum', `${fileName} is not what the hub says it is`, { data: { fileName } });
      }
    }
  }

  async #fetchAndHash(part: PartFile): Promise<{ sha256: string; damaged: ReadonlySet<number> }> {
    const { tools, finalPath, signal, checkSpace } = this.#options;
    let checkedBytes = 0;
    const onProgress = (bytes: number) => {
      checkedBytes = bytes;
      if (this.#stateType === 'checking') this.#tell({ type: 'checking', checkedBytes });
    };
    const hash = new PartHash({ workerFile: tools.hashWorkerFile, partPath: partPathOf(finalPath), part, onProgress });
    try {
      hash.extend();
      if (part.missingChunks.length > 0) {
        await checkSpace();
        await this.#fetch(part, () => {
          hash.extend();
          return part.doneBytes;
        });
      }
      this.#tell({ type: 'checking', checkedBytes });
      const sha256 = await hash.whole(signal);
      // The hashes of the last chunks.
      await part.flush();
      return { sha256, damaged: hash.damaged };
    } finally {
      hash.end();
    }
  }

  /** Whether anything is different now. */
  async #fetchAgain(part: PartFile): Promise<boolean> {
    const comparison = new Comparison(part);
    this.#tell({ type: 'starting' });
    await this.#fetch(comparison, () => comparison.doneBytes);
    part.countPass();
    await part.flush();
    return comparison.hasChanged;
  }

  #fetch(target: Target, doneBytes: () => number): Promise<void> {
    const { tools, signal, checkSpace, onProgress } = this.#options;
    return fetchPart(target, {
      tools,
      address: this.#address,
      patience: this.#patience,
      recognise: (response) => this.#recognise(target.journal, response),
      onAppend: () => {
        if (this.#stateType !== 'running') this.#tell({ type: 'running' });
        onProgress(doneBytes());
      },
      checkSpace,
      signal,
    });
  }

  /** Without a hash, only what the host calls the content tells whether the bytes belong together. */
  #recognise(journal: Journal, response: HttpStream): void {
    if (this.#sha256 !== undefined) return;
    const name = response.headers.get('etag') ?? response.headers.get('last-modified') ?? undefined;
    if (name !== undefined) journal.etag ??= name;
    if (journal.etag !== name) throw new ChangedFileError('The host calls the content by another name now');
  }

  #finished(part: PartFile, found: Pick<WholeFile, 'sha256' | 'chunks'>): WholeFile {
    const { finalPath } = this.#options;
    const lock = this.#lock;
    let isOver = false;
    return {
      ...found,
      isVerified: this.#sha256 !== undefined,
      revision: this.#address.current?.revision ?? part.journal.revision,
      async finish() {
        await part.sync();
        await part.close();
        await renameOver(partPathOf(finalPath), finalPath);
        await syncFolder(dirname(finalPath));
        await rm(journalPathOf(finalPath), { force: true });
        isOver = true;
        lock.release({ remove: true });
      },
      release() {
        if (isOver) return;
        isOver = true;
        void part.close();
        lock.release({ remove: true });
      },
    };
  }

  #tell(state: TransferState): void {
    this.#stateType = state.type;
    this.#options.onState(state);
  }
}

function chunkHashesOf({ chunkBytes, hashes }: Journal): ChunkHashes | undefined {
  const known = hashes.filter((hash) => hash !== null);
  return known.length === hashes.length ? { chunkBytes, hashes: known } : undefined;
}

/** So that a power cut does not take the new name back. Windows opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some network drives cannot, some folders may be written and not read; the name is there all the same.
  }
}
