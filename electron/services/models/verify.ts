/** Reads models again and compares each file with the hash that it should have. */
import { AppError } from '../../../shared/errors.ts';
import type { Library, Model } from '../../../shared/models.ts';
import { toFileError } from './file-errors.ts';
import type { FileFactsStore } from './file-facts.ts';
import { findFile, partNames } from './scan.ts';

/** SHA-256 of a file, lower-case hex; `onProgress` tells the bytes read so far. */
export type HashFile = (path: string, options: { signal: AbortSignal; onProgress?: (doneBytes: number) => void }) => Promise<string>;

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

export class Verifications {
  readonly #options: { facts: FileFactsStore; hashFile: HashFile; onChange: () => void };
  readonly #checks = new Map<string, { check: Check; verdict: Promise<Verdict> }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { facts: FileFactsStore; hashFile: HashFile; onChange: () => void }) {
    this.#options = options;
  }

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
        const found = await this.#options.hashFile(path, { signal: check.abort.signal, onProgress });
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

  #progress(check: Check, doneBytes: number): void {
    check.doneBytes = doneBytes;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.onChange();
    }, progressMs).unref();
  }
}
