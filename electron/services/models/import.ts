/**
 * Brings model files into the library: by link, copy or move, or as bytes that a browser sends. A file has its final name only
 * when it is whole; what is cancelled or fails leaves nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { partOf } from '../../../shared/model-names.ts';
import type { ImportMode, modelImportSchema } from '../../../shared/models.ts';
import { copyWithProgress, looksIdentical } from './copy-file.ts';
import type { FileGroup } from './describe-model.ts';
import { toFileError } from './file-errors.ts';
import { checkModel, checkSpace, findGroups, notGguf } from './import-checks.ts';
import { type FoundFile, findFile } from './scan.ts';

export type ModelImport = z.infer<typeof modelImportSchema>;

interface Job {
  state: ModelImport;
  abort: AbortController;
}

const endedShownMs = 60_000;
/** What a file is called while it is being written. */
const unfinished = '.import.part';
const progressMs = 200;

export interface ReceivedFile {
  name: string;
  sizeBytes: number;
  stream: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
}

export class Imports {
  readonly #jobs = new Map<string, Job>();
  readonly #reserved = new Set<string>();
  readonly #options: { targetFolder: () => string; link: (path: string) => void; onDone: () => Promise<void>; onChange: () => void };
  #queue: Promise<unknown> = Promise.resolve();
  #progressTimer: NodeJS.Timeout | undefined;

  /** `link` remembers a file where it is; `onDone` lists the new model, and is waited for. */
  constructor(options: { targetFolder: () => string; link: (path: string) => void; onDone: () => Promise<void>; onChange: () => void }) {
    this.#options = options;
  }

  list(): ModelImport[] {
    return [...this.#jobs.values()].map((job) => ({ ...job.state }));
  }

  /** Starts one import per model, one after the other, and returns their ids. */
  async start(paths: readonly string[], mode: ImportMode): Promise<string[]> {
    const seen = new Set<string>();
    const ids: string[] = [];
    for (const path of paths) {
      for (const group of await findGroups(path)) {
        const first = group.files[0]?.path ?? path;
        if (seen.has(first)) continue;
        seen.add(first);
        const job = this.#add(basename(first), sizeOf(group));
        ids.push(job.state.id);
        this.#queue = this.#queue.then(() => this.#run(job, first, () => this.#bring(job, group, mode)).catch(() => {}));
      }
    }
    this.#options.onChange();
    return ids;
  }

  /** Ends an import; one that has ended already is forgotten. */
  cancel(id: string): void {
    const job = this.#jobs.get(id);
    if (job?.state.state === 'running') job.abort.abort();
    else if (this.#jobs.delete(id)) this.#options.onChange();
  }

  cancelAll(): void {
    for (const job of this.#jobs.values()) job.abort.abort();
  }

  /** Writes what a browser sends. Returns when the model is in the library; throws AppError. */
  async receive({ name, sizeBytes, stream, signal }: ReceivedFile): Promise<void> {
    const fileName = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    const job = this.#add(fileName, sizeBytes);
    const onAbort = () => job.abort.abort();
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    this.#options.onChange();
    try {
      await this.#run(job, fileName, () => this.#receive(job, fileName, stream));
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #run(job: Job, path: string, work: () => Promise<void>): Promise<void> {
    try {
      job.abort.signal.throwIfAborted();
      await work();
      await this.#options.onDone();
      job.state.state = 'done';
      job.state.doneBytes = job.state.totalBytes;
    } catch (thrown) {
      const error = toFileError(thrown, path);
      if (job.abort.signal.aborted) job.state.state = 'cancelled';
      else {
        job.state.state = 'failed';
        const data = error instanceof AppError ? error.data : { path, reason: String(error) };
        job.state.error = { code: error instanceof AppError ? error.code : 'file.failed', ...(data && { data }) };
      }
      throw error;
    } finally {
      this.#options.onChange();
      setTimeout(() => {
        this.#jobs.delete(job.state.id);
        this.#options.onChange();
      }, endedShownMs).unref();
    }
  }

  async #bring(job: Job, group: FileGroup, mode: ImportMode): Promise<void> {
    await checkModel(group);
    const [first] = group.files;
    if (first === undefined) return;
    if (mode === 'link') return this.#options.link(first.path);
    const folder = this.#options.targetFolder();
    await mkdir(folder, { recursive: true });
    const isSameDrive = (await stat(folder)).dev === (await stat(first.path)).dev;
    const wanted = [];
    for (const file of group.files) {
      const target = join(folder, withExtension(basename(file.path)));
      if (!(await this.#isThere(file.path, target))) wanted.push({ file, target });
    }
    if (mode === 'move' && isSameDrive) {
      for (const { file, target } of wanted) await rename(file.path, target);
      return;
    }
    await checkSpace(
      folder,
      job.state.name,
      wanted.reduce((sum, { file }) => sum + file.sizeBytes, 0),
    );
    await this.#copyAll(job, wanted);
    if (mode === 'move') for (const { file } of wanted) await rm(file.path);
  }

  /** Copies under another name first; all parts of a model get their names together. */
  async #copyAll(job: Job, wanted: { file: FoundFile; target: string }[]): Promise<void> {
    const onProgress = (bytes: number) => this.#progress(job, bytes);
    const targets = wanted.map(({ target }) => target);
    for (const target of targets) this.#reserved.add(target);
    try {
      for (const { file, target } of wanted) {
        await rm(partOfImport(target), { force: true });
        await copyWithProgress(file.path, partOfImport(target), { signal: job.abort.signal, onProgress });
      }
      job.abort.signal.throwIfAborted();
      for (const target of targets) await rename(partOfImport(target), target);
    } finally {
      for (const target of targets) {
        this.#reserved.delete(target);
        await rm(partOfImport(target), { force: true });
      }
    }
  }

  /** True when the same file is there already; throws import.exists for another one with this name. */
  async #isThere(source: string, target: string): Promise<boolean> {
    const exists = (await findFile(target)) !== undefined;
    if (exists && (await looksIdentical(source, target))) return true;
    if (exists || this.#reserved.has(target)) {
      throw new AppError('import.exists', `${target} is there already`, { data: { name: basename(target) } });
    }
    return false;
  }

  async #receive(job: Job, fileName: string, stream: AsyncIterable<Uint8Array>): Promise<void> {
    const folder = this.#options.targetFolder();
    if (!/^[^.\\/:*?"<>|\p{Cc}][^\\/:*?"<>|\p{Cc}]*\.gguf$/iu.test(fileName)) throw notGguf(fileName);
    const target = join(folder, fileName);
    await mkdir(folder, { recursive: true });
    if (this.#reserved.has(target) || (await findFile(target))) {
      throw new AppError('import.exists', `${fileName} is there already`, { data: { name: fileName } });
    }
    await checkSpace(folder, fileName, job.state.totalBytes);
    const part = partOfImport(target);
    this.#reserved.add(target);
    try {
      await this.#write(job, part, stream);
      const written = await findFile(part);
      if (written === undefined || written.sizeBytes !== job.state.totalBytes) {
        throw new AppError('file.failed', `${fileName} did not arrive whole`, { data: { path: fileName, reason: 'incomplete' } });
      }
      await checkModel({ files: [written], isMissingParts: false }, { isPart: partOf(fileName) !== undefined, name: fileName });
      await rename(part, target);
    } finally {
      this.#reserved.delete(target);
      await rm(part, { force: true });
    }
  }

  async #write(job: Job, part: string, stream: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(part, 'w');
    try {
      let isFirst = true;
      for await (const chunk of stream) {
        job.abort.signal.throwIfAborted();
        if (isFirst && chunk.length >= 4 && Buffer.from(chunk.subarray(0, 4)).toString('latin1') !== 'GGUF') throw notGguf(job.state.name);
        isFirst = false;
        if (job.state.doneBytes + chunk.length > job.state.totalBytes) {
          throw new AppError('request.invalid', 'More bytes came than were announced', { data: { reason: 'size' } });
        }
        await file.write(chunk);
        this.#progress(job, chunk.length);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  }

  #add(name: string, totalBytes: number): Job {
    const job: Job = { state: { id: randomUUID(), name, doneBytes: 0, totalBytes, state: 'running' }, abort: new AbortController() };
    this.#jobs.set(job.state.id, job);
    return job;
  }

  #progress(job: Job, bytes: number): void {
    job.state.doneBytes += bytes;
    this.#progressTimer ??= setTimeout(() => {
      this.#progressTimer = undefined;
      this.#options.onChange();
    }, progressMs).unref();
  }
}

function partOfImport(target: string): string {
  return `${target}${unfinished}`;
}

/** Deletes what an import that was killed in the middle has left in the folder. */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.endsWith(unfinished)) await rm(join(folder, name), { force: true });
}

function sizeOf(group: FileGroup): number {
  return group.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

function withExtension(fileName: string): string {
  return fileName.toLowerCase().endsWith('.gguf') ? fileName : `${fileName}.gguf`;
}
