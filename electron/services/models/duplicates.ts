/**
 * Finds models whose bytes lie in two places. Only files of one size are compared, by hash; hashes that nobody knows yet are
 * computed in the background and kept. Two names of one file (links) are no duplicates: nothing would be won by deleting one.
 */
import { stat } from 'node:fs/promises';
import type { Model } from '../../../shared/models.ts';
import type { FileFactsStore, FileState } from './file-facts.ts';
import { findFile } from './scan.ts';
import type { HashFile } from './verify.ts';

interface Candidate {
  path: string;
  /** Device and number of each file: the same for every hard link. */
  identity: string;
  files: FileState[];
}

export interface DuplicatesOptions {
  facts: FileFactsStore;
  hashFile: HashFile;
  /** Others were found than before. */
  onChange: () => void;
}

export class Duplicates {
  readonly #options: DuplicatesOptions;
  readonly #abort = new AbortController();
  /** By the path of the first file: those of the others. */
  #found = new Map<string, string[]>();
  #waiting: readonly Model[] | undefined;
  #isLooking = false;

  constructor(options: DuplicatesOptions) {
    this.#options = options;
  }

  /** Looks at these models soon; while it is looking already, at the newest ones afterwards. */
  look(models: readonly Model[]): void {
    this.#waiting = models;
    if (!this.#isLooking) void this.#run();
  }

  /** The models with their duplicates' ids. */
  mark(models: readonly Model[]): Model[] {
    const ids = new Map(models.map((model) => [model.files[0]?.path ?? '', model.id]));
    return models.map((model) => {
      const others = this.#found.get(model.files[0]?.path ?? '') ?? [];
      const duplicateIds = others.map((path) => ids.get(path)).filter((id) => id !== undefined);
      return duplicateIds.length === 0 ? model : { ...model, duplicateIds };
    });
  }

  dispose(): void {
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    this.#isLooking = true;
    while (this.#waiting !== undefined && !this.#abort.signal.aborted) {
      const models = this.#waiting;
      this.#waiting = undefined;
      const found = await this.#find(models);
      const isOther = JSON.stringify([...found]) !== JSON.stringify([...this.#found]);
      this.#found = found;
      if (isOther && !this.#abort.signal.aborted) this.#options.onChange();
    }
    this.#isLooking = false;
  }

  async #find(models: readonly Model[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    const whole = models.filter((model) => model.broken === undefined);
    for (const sameSize of groupBy(whole, (model) => model.files.map(({ sizeBytes }) => sizeBytes).join())) {
      if (sameSize.length < 2) continue;
      const candidates = (await Promise.all(sameSize.map(lookAt))).filter((candidate) => candidate !== undefined);
      if (new Set(candidates.map(({ identity }) => identity)).size < 2) continue;
      const hashed: (Candidate & { hash: string })[] = [];
      for (const candidate of candidates) {
        const hash = await this.#hashOf(candidate).catch(() => undefined);
        if (this.#abort.signal.aborted) return this.#found;
        if (hash !== undefined) hashed.push({ ...candidate, hash });
      }
      for (const same of groupBy(hashed, ({ hash }) => hash)) {
        for (const { path, identity } of same) {
          const others = same.filter((other) => other.identity !== identity).map((other) => other.path);
          if (others.length > 0) found.set(path, others);
        }
      }
    }
    return found;
  }

  async #hashOf({ files }: Candidate): Promise<string> {
    const { facts, hashFile } = this.#options;
    const hashes: string[] = [];
    for (const file of files) {
      const known = facts.of(file);
      let hash = known?.sha256 ?? known?.expectedSha256;
      if (hash === undefined) {
        hash = await hashFile(file.path, { signal: this.#abort.signal });
        facts.update(file, { sha256: hash });
      }
      hashes.push(hash);
    }
    return hashes.join();
  }
}

/** Undefined when a file has gone meanwhile. */
async function lookAt(model: Model): Promise<Candidate | undefined> {
  try {
    const paths = model.files.map(({ path }) => path);
    const [facts, files] = await Promise.all([
      Promise.all(paths.map((path) => stat(path, { bigint: true }))),
      Promise.all(paths.map(findFile)),
    ]);
    return {
      path: paths[0] ?? '',
      identity: facts.map(({ dev, ino }) => `${dev}:${ino}`).join(),
      files: files.filter((file) => file !== undefined),
    };
  } catch {
    return undefined;
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}
