/** One download from its row to the library: all files are fetched and checked before the first of them gets its name. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { hashFile } from '../../lib/hash-file.ts';
import type { HubService } from '../hub/hub.ts';
import type { ModelsService } from '../models/models.ts';
import type { DiskSpace } from './disk-space.ts';
import { fetchedBytes, type TransferTools, transferFile, type WholeFile } from './file-transfer.ts';
import { finalPathOf, makeFolder } from './paths.ts';
import type { FileState, QueueEntry } from './queue-entry.ts';
import { removeTraces } from './queue-purge.ts';
import { seedPart } from './repair.ts';
import type { DownloadRow, RowFile } from './rows.ts';

export interface RunOptions {
  tools: TransferTools;
  hub: Pick<HubService, 'source'>;
  models: Pick<ModelsService, 'addDownloaded' | 'chunkHashesOf'>;
  space: DiskSpace;
  /** How often the room on the drive is looked at again. */
  spaceCheckMs: number;
  /** After every change of `entry.files` and `entry.doneBytes`. */
  onChange: () => void;
}

/** What the row says afterwards. */
export type RunResult = Pick<DownloadRow, 'modelId' | 'isVerified' | 'revision' | 'files'>;

/** Files of one download that are under way at once. */
const filesAtOnce = 2;

/** Throws AppError, what the system says, and the signal's reason. What was fetched is kept. */
export async function runDownload(entry: QueueEntry, options: RunOptions, signal: AbortSignal): Promise<RunResult> {
  const { row } = entry;
  const { space } = options;
  await measure(entry);
  options.onChange();
  signal.throwIfAborted();
  await space.reserve(row.id, row.folder, () => Math.max(0, entry.sizeBytes - entry.allDoneBytes));
  const ended = new AbortController();
  const check = () => space.check(row.id, row.folder).catch((error: unknown) => ended.abort(error));
  const timer = setInterval(check, options.spaceCheckMs);
  const run = new Run(entry, options, AbortSignal.any([signal, ended.signal]), ended);
  try {
    return await run.bringAll();
  } finally {
    clearInterval(timer);
    space.release(row.id);
  }
}

/** How much of each file is there. */
export async function measure(entry: QueueEntry): Promise<void> {
  const measured = await Promise.all(entry.row.files.map(async ({ target }) => fetchedBytes(await finalPathOf(target))));
  for (const [index, bytes] of measured.entries()) entry.doneBytes[index] = bytes;
}

class Run {
  readonly #entry: QueueEntry;
  readonly #options: RunOptions;
  readonly #signal: AbortSignal;
  /** Ends all files when one fails. */
  readonly #ended: AbortController;
  readonly #wholes: WholeFile[] = [];

  constructor(entry: QueueEntry, options: RunOptions, signal: AbortSignal, ended: AbortController) {
    this.#entry = entry;
    this.#options = options;
    this.#signal = signal;
    this.#ended = ended;
  }

  async bringAll(): Promise<RunResult> {
    const { files } = this.#entry.row;
    let next = 0;
    const bringNext = async () => {
      for (let index = next++; index < files.length; index = next++) {
        this.#wholes[index] = await this.#bring(files[index] as RowFile, index);
        this.#show(index, { type: 'whole' });
      }
    };
    const workers = Array.from({ length: filesAtOnce }, () => bringNext().catch((error: unknown) => this.#ended.abort(error)));
    await Promise.all(workers);
    try {
      this.#signal.throwIfAborted();
      for (const whole of this.#wholes) await whole.finish();
    } catch (error) {
      for (const whole of this.#wholes) whole?.release();
      throw error;
    }
    return this.#addToLibrary();
  }

  async #bring(file: RowFile, index: number): Promise<WholeFile> {
    const { row } = this.#entry;
    this.#signal.throwIfAborted();
    // The models folder holds `<publisher>/<repository>`.
    if (row.kind === 'add') await makeFolder(dirname(dirname(row.folder)), file.target);
    const finalPath = row.kind === 'add' ? file.target : await finalPathOf(file.target);
    const there = await this.#findWhole(finalPath, file, index);
    if (there) return there;
    if (row.kind === 'repair') await this.#seed(finalPath, file, index);
    return this.#transfer(finalPath, file, index);
  }

  #transfer(finalPath: string, expected: RowFile, index: number): Promise<WholeFile> {
    const { hub, space, tools } = this.#options;
    const { id, source, endpoint, repository, revision, folder } = this.#entry.row;
    const signal = this.#signal;
    const wish = { source, ...(endpoint !== '' && { endpoint }) };
    return transferFile({
      ...{ tools, finalPath, expected, revision, signal },
      // Asked for each time: the address in force may be another one by now.
      resolve: () => hub.source(wish).resolve({ repository, revision, path: expected.path }, signal),
      checkSpace: () => space.check(id, folder),
      describeNoSpace: (neededBytes) => space.describe(folder, neededBytes),
      onState: (state) => this.#show(index, state),
      onProgress: (doneBytes) => {
        this.#entry.doneBytes[index] = doneBytes;
        this.#options.onChange();
      },
      wake: this.#entry.onWake,
    });
  }

  /** A file that has its name already: a split download that was cut off at its end, or the sound part of a model under repair. */
  async #findWhole(finalPath: string, { sizeBytes, sha256 }: RowFile, index: number): Promise<WholeFile | undefined> {
    const { kind, revision } = this.#entry.row;
    const found = await stat(finalPath).catch(() => undefined);
    // Not only after everything was fetched.
    if (found?.isDirectory())
      throw new AppError('file.failed', `${finalPath} is a folder`, { data: { path: finalPath, reason: 'EISDIR' } });
    if (!found?.isFile() || found.size !== sizeBytes || (sha256 === undefined && kind === 'repair')) return undefined;
    if (sha256 !== undefined) {
      const onProgress = (checkedBytes: number) => this.#show(index, { type: 'checking', checkedBytes });
      onProgress(0);
      const { hashWorkerFile: workerFile } = this.#options.tools;
      if ((await hashFile({ workerFile, path: finalPath, signal: this.#signal, onProgress })) !== sha256) {
        this.#show(index, { type: 'starting' });
        return undefined;
      }
    }
    this.#entry.doneBytes[index] = sizeBytes;
    // A host that was killed once the file had its name left journal and lock behind.
    const finish = async () => void (await removeTraces(finalPath));
    return { sha256: sha256 ?? '', chunks: undefined, isVerified: sha256 !== undefined, revision, finish, release() {} };
  }

  /** The bytes that a damaged file has become the beginning of the new one. */
  async #seed(finalPath: string, file: RowFile, index: number): Promise<void> {
    this.#show(index, { type: 'starting' });
    const { tools, models } = this.#options;
    const chunks = file.sha256 === undefined ? undefined : models.chunkHashesOf(file.sha256);
    await seedPart({ finalPath, file, chunks, revision: this.#entry.row.revision, tools, signal: this.#signal });
    this.#entry.doneBytes[index] = await fetchedBytes(finalPath);
    this.#options.onChange();
  }

  async #addToLibrary(): Promise<RunResult> {
    const { source, repository, revision: planned, files } = this.#entry.row;
    const isVerified = this.#wholes.every((whole) => whole.isVerified);
    const revision = this.#wholes.at(-1)?.revision ?? planned;
    const added = await Promise.all(
      files.map(async (file, index) => {
        const { size } = await stat(file.target);
        const whole = this.#wholes[index] as WholeFile;
        // The hub may have got another file meanwhile.
        return { ...file, sizeBytes: size, ...(whole.isVerified && { sha256: whole.sha256 }) };
      }),
    );
    const modelId = await this.#options.models.addDownloaded({
      ...{ source, repository, revision },
      files: added.map(({ target, path, sizeBytes, sha256 }, index) => {
        return { path: target, fileName: path, sizeBytes, sha256, chunks: this.#wholes[index]?.chunks };
      }),
    });
    return { isVerified, revision, files: added, ...(modelId !== undefined && { modelId }) };
  }

  #show(index: number, state: FileState): void {
    this.#entry.files[index] = state;
    this.#options.onChange();
  }
}
