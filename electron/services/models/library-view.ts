/** The library as pages see it: what the last scan found, completed by what is known from elsewhere. */
import { requireModel } from '../../../shared/find-model.ts';
import type { Library, Model } from '../../../shared/models.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import type { FileFactsStore } from './file-facts.ts';
import type { LastUsed } from './last-used.ts';
import { withFacts } from './model-facts.ts';

interface LibraryViewOptions {
  /** As the scan before found them. */
  found: readonly Model[];
  facts: FileFactsStore;
  lastUsed: LastUsed;
  /** Adds which models lie in two places. */
  mark: (models: readonly Model[]) => Model[];
}

type Change = Partial<Omit<Library, 'models'>>;

export class LibraryView {
  readonly #options: LibraryViewOptions;
  readonly #value: WatchableValue<Library>;
  /** As the last scan found them, without what is known from elsewhere. */
  #found: readonly Model[];

  constructor(options: LibraryViewOptions) {
    this.#options = options;
    this.#found = options.found;
    const models = this.#complete();
    this.#value = new WatchableValue<Library>({ models, folders: [], isScanning: true, imports: [], programs: [], verifications: [] });
  }

  get(): Library {
    return this.#value.get();
  }

  watch(signal?: AbortSignal): AsyncIterable<Library> {
    return this.#value.watch(signal);
  }

  onChange(listener: (library: Library) => void): () => void {
    return this.#value.onChange(listener);
  }

  /** Throws model.not-found with the nearest name. */
  find(name: string): Model {
    return requireModel(this.get().models, name);
  }

  /** Tells of the models as they are known now, where that is news. */
  show({ found = this.#found, ...change }: Change & { found?: readonly Model[] } = {}): void {
    this.#found = found;
    const now = { ...this.get(), ...change, models: this.#complete() };
    if (JSON.stringify(now) !== JSON.stringify(this.get())) this.#value.set(now);
  }

  /** What changes often and has no part in the models. */
  set(change: Change): void {
    this.#value.set({ ...this.get(), ...change });
  }

  #complete(): Model[] {
    const { facts, lastUsed, mark } = this.#options;
    const known = this.#found.map((model) => {
      const lastUsedAt = lastUsed.get(model.files[0]?.path ?? '');
      return withFacts(lastUsedAt === undefined ? model : { ...model, lastUsedAt }, facts);
    });
    return mark(known);
  }
}
