import { AppError } from '../../../shared/errors.ts';
import type { VersionFile } from '../../../shared/hub.ts';
import type { ResolvedFile } from '../hub/hub.ts';
import { ChangedFileError, toPassing } from './retry.ts';

/** Where a file's bytes lie right now: asked for once, and again when the address is used up. All connections share it. */
export class Address {
  readonly #resolve: () => Promise<ResolvedFile>;
  readonly #expected: VersionFile;
  #current: ResolvedFile | undefined;
  #asking: Promise<ResolvedFile> | undefined;

  constructor(expected: VersionFile, resolve: () => Promise<ResolvedFile>) {
    this.#expected = expected;
    this.#resolve = resolve;
  }

  /** What the hub told last; undefined: nothing yet. */
  get current(): ResolvedFile | undefined {
    return this.#current;
  }

  /** Throws PassingError, ChangedFileError (then `current` is the new one) and AppError. */
  async get(): Promise<ResolvedFile> {
    const resolved = this.#current ?? (await this.#askOnce());
    const { sizeBytes, sha256, path } = this.#expected;
    const isOther = sha256 !== undefined && resolved.sha256 !== undefined && resolved.sha256 !== sha256;
    if (isOther || resolved.sizeBytes !== sizeBytes) throw new ChangedFileError(`${path} is another file now`);
    return resolved;
  }

  /** An address that the data host refuses; false: another connection has seen that already. */
  drop(stale: ResolvedFile): boolean {
    if (this.#current !== stale) return false;
    this.#current = undefined;
    return true;
  }

  #askOnce(): Promise<ResolvedFile> {
    this.#asking ??= this.#ask();
    return this.#asking;
  }

  async #ask(): Promise<ResolvedFile> {
    try {
      const resolved = await this.#resolve();
      if (!Number.isSafeInteger(resolved.sizeBytes) || resolved.sizeBytes < 0) {
        const { host } = new URL(resolved.url);
        throw new AppError('hub.failed', `${host} tells no size of ${this.#expected.path}`, { data: { host } });
      }
      this.#current = resolved;
      return resolved;
    } catch (error) {
      throw toPassing(error);
    } finally {
      this.#asking = undefined;
    }
  }
}
