/** Reads models again and compares each file with the hash that it should have. */
import { AppError } from '../../../shared/errors.ts';
import type { Library, Model } from '../../../shared/models.ts';
import { type ChunkHashStore, checkedChunkBytes } from './chunk-hashes.ts';
import { toFileError } from './file-errors.ts';
import type { FileFactsStore } from './file-facts.ts';
import { findFile, partNames } from './scan.ts';

interface HashOptions {
  signal: AbortSignal;
  /** Bytes read so far. */
  onProgress?: (doneBytes: number) => void;
  /** Unset: no hashes of chunks. */
  chunkBytes?: number;
  onChunk?: (index: number, sha256: string) => void;
}

/** SHA-256 of a file, lower-case hex. */
export type HashFile = (path: string, options: HashOptions) => Promise<string>;

export interface Verdict {
  state: 'same' | 'different' | 'cancelled';
  /** Paths. */
  wrongFiles: string[];
}

interface Check {
  doneBytes: number;
  totalBytes: number;
  abort: AbortController;
}

const progressMs = 200;

interface VerificationsOptions {
  facts: FileFactsStore;
  chunks: ChunkHashStore;
  hashFile: HashFile;
  onChange: () => void;
}

export class Verifications {
  readonly #options: VerificationsOptions;
  readonly #checks = new Map<string, { check: Check; verdict: Promise<Verdict> }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: VerificationsOptions) {
    this.#options = options;
  }

  /** The checks under way. */
  list(): Library['verifications'] {
    return [...this.#checks].map(([modelId, { check }]) => ({ modelId, doneBytes: check.doneBytes, totalBytes: check.totalBytes }));
  }

  /** One check of a model at a time: a second wish waits for the first one's answer. Throws model.no-origin where no hash is known. */
  async verify(model: Model): Promise<Verdict> {
    const running = this.#checks.get(model.id);
    if (running !== undefined) return running.verdict;
    const wanted = this.#wanted(model);
    const check: Check = { doneBytes: 0, totalBytes: model.sizeBytes, abort: new AbortController() };
    const verdict = this.#compare(wanted, check).finally(() => {
      this.#checks.delete(model.id);
      this.#options.onChange();
    });
    this.#checks.set(model.id, { check, verdict });
    this.#options.onChange();
    return verdict;
  }

  cancel(modelId: string): void {
    this.#checks.get(modelId)?.check.abort.abort();
  }

  cancelAll(): void {
    for (const { check } of this.#checks.values()) check.abort.abort();
    clearTimeout(this.#timer);
  }

  /** Every file that the model should have, with its hash. */
  #wanted(model: Model): { path: string; sizeBytes: number | undefined; sha256: string }[] {
    const sizes = new Map(model.files.map(({ path, sizeBytes }) => [path, sizeBytes]));
    const paths = [...new Set([...sizes.keys(), ...partNames(model.files[0]?.path ?? '')])];
    return paths.map((path) => {
      const facts = this.#options.facts.recorded(path);
      const isAbout = facts !== undefined && (facts.sizeBytes === sizes.get(path) || model.broken !== undefined);
      if (!isAbout || facts.expectedSha256 === undefined) {
        throw new AppError('model.no-origin', `Nobody knows what ${model.name} should be`, { data: { name: model.name } });
      }
      return { path, sizeBytes: facts.sizeBytes, sha256: facts.expectedSha256 };
    });
  }

  async #compare(wanted: { path: string; sizeBytes: number | undefined; sha256: string }[], check: Check): Promise<Verdict> {
    const wrongFiles: string[] = [];
    let before = 0;
    for (const { path, sizeBytes, sha256 } of wanted) {
      const file = await findFile(path);
      if (file === undefined || file.sizeBytes !== sizeBytes) {
        wrongFiles.push(path);
        before += file?.sizeBytes ?? 0;
        continue;
      }
      const onProgress = (doneBytes: number) => this.#progress(check, before + doneBytes);
      try {
        const found = await this.#hash(path, { sha256, signal: check.abort.signal, onProgress });
        this.#options.facts.update(file, { sha256: found, verifiedAt: found === sha256 ? Date.now() : undefined });
        if (found !== sha256) wrongFiles.push(path);
      } catch (error) {
        if (check.abort.signal.aborted) return { state: 'cancelled', wrongFiles: [] };
        throw toFileError(error, path);
      }
      before += file.sizeBytes;
      this.#progress(check, before);
    }
    return { state: wrongFiles.length > 0 ? 'different' : 'same', wrongFiles };
  }

  /** A file that is right also says what its chunks are, where that is not known yet. */
  async #hash(path: string, { sha256, ...options }: HashOptions & { sha256: string }): Promise<string> {
    const { chunks, hashFile } = this.#options;
    if (chunks.of(sha256) !== undefined) return hashFile(path, options);
    const hashes: string[] = [];
    const onChunk = (index: number, hash: string) => {
      hashes[index] = hash;
    };
    const found = await hashFile(path, { ...options, chunkBytes: checkedChunkBytes, onChunk });
    if (found === sha256) chunks.put(sha256, { chunkBytes: checkedChunkBytes, hashes });
    return found;
  }

  #progress(check: Check, doneBytes: number): void {
    check.doneBytes = doneBytes;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.onChange();
    }, progressMs).unref();
  }
}
