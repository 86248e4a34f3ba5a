import { readFileSync, renameSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import { WatchableValue } from '../../lib/watchable.ts';

type Entries = Record<string, unknown>;
type Patch = { [Name in keyof Settings]?: Settings[Name] | undefined };

/**
 * settings.json: what a person or a service set, in a form that can be read and mended by hand. Only set entries are written;
 * entries that this version does not know stay in the file.
 */
export class SettingsService {
  /** Where a settings.json that is not JSON was moved to. */
  readonly setAside: string | undefined;
  /** Paths of the file that do not begin at a root: they would mean another folder with each start, and count as not set. */
  readonly ignoredPaths: readonly string[];
  readonly #file: string;
  readonly #value: WatchableValue<Settings>;
  #entries: Entries;

  constructor(options: { file: string }) {
    this.#file = options.file;
    const read = readEntries(options.file);
    this.#entries = read.entries;
    this.setAside = read.setAside;
    this.ignoredPaths = relativePaths(read.entries);
    this.#value = new WatchableValue(parseEntries(read.entries));
  }

  get(): Settings {
    return this.#value.get();
  }

  /** A value that is there but undefined goes back to its default. Throws settings.not-saved, and then nothing has changed. */
  update(patch: Patch): void {
    const entries: Entries = { ...this.#entries };
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined) delete entries[name];
      else entries[name] = value;
    }
    try {
      writeFileAtomically(this.#file, `${JSON.stringify(entries, undefined, 2)}\n`);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new AppError('settings.not-saved', `The settings could not be saved: ${reason}`, { data: { reason }, cause: error });
    }
    this.#entries = entries;
    this.#value.set(parseEntries(entries));
  }

  watch(signal?: AbortSignal): AsyncIterable<Settings> {
    return this.#value.watch(signal);
  }

  /** Calls the listener at every change, not now; returns how to end that. */
  onChange(listener: (settings: Settings) => void): () => void {
    return this.#value.onChange(listener);
  }
}

const pathLists = ['modelFolders', 'linkedModels'] as const;

function relativePaths({ defaultModelFolder, ...entries }: Entries): string[] {
  const lists = pathLists.map((name) => entries[name]).filter(Array.isArray);
  return [defaultModelFolder, ...lists.flat()].filter((path) => typeof path === 'string' && !isAbsolute(path));
}

/** A list keeps its good items when one of them is bad; the schema sees to everything else. */
function parseEntries(entries: Entries): Settings {
  const mended: Entries = { ...entries };
  if (!isPath(mended.defaultModelFolder)) delete mended.defaultModelFolder;
  for (const name of pathLists) {
    const list = entries[name];
    if (Array.isArray(list)) mended[name] = list.filter(isPath);
  }
  return settingsSchema.parse(mended);
}

const isPath = (value: unknown): value is string => typeof value === 'string' && isAbsolute(value);

function readEntries(file: string): { entries: Entries; setAside?: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries: {} };
    throw error;
  }
  try {
    const entries: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof entries === 'object' && entries !== null && !Array.isArray(entries)) return { entries: entries as Entries };
  } catch {
    // Not JSON: set aside below.
  }
  const setAside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  renameSync(file, setAside);
  return { entries: {}, setAside };
}
