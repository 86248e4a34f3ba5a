import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../shared/errors.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { ImportMode, Library, Model, OtherProgram } from '../../../shared/models.ts';
import { hashFile } from '../../lib/hash-file.ts';
import type { Platform } from '../../platform.ts';
import type { SettingsService } from '../settings/settings.ts';
import { type ChunkHashes, ChunkHashStore } from './chunk-hashes.ts';
import { readModelHeader } from './describe-model.ts';
import { Duplicates } from './duplicates.ts';
import { FileFactsStore, type UpstreamState } from './file-facts.ts';
import { Imports, type ReceivedFile, removeUnfinished } from './import.ts';
import { KnownModels } from './known-models.ts';
import { LastUsed } from './last-used.ts';
import { LibraryFolders } from './library-folders.ts';
import { LibraryScan, type ScanInput } from './library-scan.ts';
import { LibraryView } from './library-view.ts';
import { type FolderList, listFolder } from './list-folder.ts';
import { type DownloadedFiles, type KnownOrigin, originOf, recordDownloaded, recordUpstream } from './model-facts.ts';
import type { ProgramPlaces } from './programs/found-program.ts';
import { Programs } from './programs/programs.ts';
import { HeaderCache } from './read-header.ts';
import { Removal } from './removal.ts';
import { limitTrash } from './trash.ts';
import { type HashFile, type Verdict, Verifications } from './verify.ts';
import { FolderWatcher } from './watch-folders.ts';

export type { ChunkHashes } from './chunk-hashes.ts';
export { copyWithProgress } from './copy-file.ts';
export { toFileError } from './file-errors.ts';
export type { DownloadedFiles, KnownOrigin } from './model-facts.ts';
export { emptyTrash, measureTrash, trashLimitBytes } from './trash.ts';

export interface ModelsOptions {
  platform: Platform;
  settings: SettingsService;
  database: DatabaseSync;
  /** The worker that computes hashes: built, or its source. */
  hashWorkerFile: string;
  /** The data folder. */
  home: string;
  /** Where the built-in model lies. */
  starterFolder: string;
  /** Where removed models wait when the system has no trash. */
  trashFolder: string;
  /** Where other programs are looked for; unset: on this computer. */
  programPlaces?: ProgramPlaces | undefined;
}

/**
 * The model library: every GGUF file in the folders that a person chose, the single files they linked, other programs', and the starter.
 * Long, because it is the one place for all procedures of models; each only says who does what, and the doing is in the files beside it.
 */
export class ModelsService {
  /** The first scan is over: from now on a model that is not found is not there. */
  readonly ready: Promise<void>;
  readonly #options: ModelsOptions;
  readonly #headers = new HeaderCache();
  readonly #lastUsed: LastUsed;
  readonly #facts: FileFactsStore;
  readonly #chunks: ChunkHashStore;
  readonly #folders: LibraryFolders;
  readonly #programs: Programs;
  readonly #scan: LibraryScan;
  readonly #watcher: FolderWatcher;
  readonly #imports: Imports;
  readonly #removal: Removal;
  readonly #verifications: Verifications;
  readonly #duplicates: Duplicates;
  readonly #view: LibraryView;
  readonly #stopListening: () => void;
  #isDisposed = false;

  constructor(options: ModelsOptions) {
    this.#options = options;
    const hash: HashFile = (path, rest) => hashFile({ workerFile: options.hashWorkerFile, path, ...rest });
    this.#folders = new LibraryFolders(options);
    this.#removal = new Removal(options);
    this.#facts = new FileFactsStore(options.database);
    this.#chunks = new ChunkHashStore(options.database);
    this.#lastUsed = new LastUsed(join(options.home, 'last-used.json'));
    this.#programs = new Programs(options.programPlaces ?? { home: homedir(), systemRoot: '/', environment: process.env });
    this.#scan = new LibraryScan({
      headers: this.#headers,
      starterFolder: options.starterFolder,
      store: new KnownModels(join(options.home, 'cache', 'library.json')),
      programs: this.#programs,
      facts: this.#facts,
    });
    this.#duplicates = new Duplicates({ facts: this.#facts, hashFile: hash, onChange: () => this.#view.show() });
    this.#view = new LibraryView({
      found: this.#scan.recall(this.#scanInput),
      facts: this.#facts,
      lastUsed: this.#lastUsed,
      mark: (found) => this.#duplicates.mark(found),
    });
    this.#watcher = new FolderWatcher(() => void this.#refresh());
    this.#imports = new Imports({
      targetFolder: () => this.#folders.default,
      link: (path) => this.#removal.link(path),
      onDone: () => this.#refresh(),
      onChange: () => this.#view.set({ imports: this.#imports.list() }),
    });
    this.#verifications = new Verifications({
      facts: this.#facts,
      chunks: this.#chunks,
      hashFile: hash,
      onChange: () => this.#view.show({ verifications: this.#verifications.list() }),
    });
    this.#stopListening = options.settings.onChange(() => {
      if (this.#scan.isOutdated(this.#scanInput)) void this.#refresh();
    });
    this.ready = this.#refresh();
    void this.ready.then(() => this.#lookForPrograms());
    void limitTrash(options.trashFolder).catch(() => {});
    void removeUnfinished(this.#folders.default).catch(() => {});
  }

  library(): Library {
    return this.#view.get();
  }

  watch(signal?: AbortSignal): AsyncIterable<Library> {
    // Somebody looks: what other programs have may be old news.
    if (this.#programs.isStale) void this.ready.then(() => this.#lookForPrograms());
    return this.#view.watch(signal);
  }

  onChange(listener: (library: Library) => void): () => void {
    return this.#view.onChange(listener);
  }

  /** Throws model.not-found with the nearest name. */
  find(name: string): Model {
    return this.#view.find(name);
  }

  /** The metadata of the model's first file with the tensors of all its files. Throws model.not-found, file.not-found, model.broken. */
  async readHeader(id: string): Promise<GgufHeader> {
    return readModelHeader(this.find(id), this.#headers);
  }

  /** Now. Throws model.not-found, settings.not-saved. */
  markUsed(id: string): void {
    const model = this.find(id);
    this.#lastUsed.set(model.files[0]?.path ?? '', Date.now());
    if (this.#options.settings.get().lastModelId !== model.id) this.#options.settings.update({ lastModelId: model.id });
    this.#view.show();
  }

  /** Returns when all folders have been read. */
  async rescan(): Promise<void> {
    this.#view.set({ isScanning: true });
    await this.#refresh();
    void this.#lookForPrograms();
  }

  /** Throws file.* when it is no folder that can be read. */
  async addFolder(input: { path: string }): Promise<void> {
    this.#folders.add(input.path);
    await this.#refresh();
  }

  /** Its files stay where they are. */
  async removeFolder(input: { path: string }): Promise<void> {
    this.#folders.remove(input.path);
    await this.#refresh();
  }

  /** Throws file.* when it is no folder that can be written to. */
  async setDefaultFolder(input: { path: string }): Promise<void> {
    this.#folders.setDefault(input.path);
    await this.#refresh();
  }

  /** Uses the models of another program where they are, or no longer. */
  async useProgram({ program, isUsed }: { program: OtherProgram; isUsed: boolean }): Promise<void> {
    const others = this.#options.settings.get().usedPrograms.filter((used) => used !== program);
    this.#options.settings.update({ usedPrograms: isUsed ? [...others, program] : others });
    await this.#refresh();
    await this.#lookForPrograms();
  }

  /** Starts one import per model; the library shows how they go. */
  async import(input: { paths: string[]; mode: ImportMode }): Promise<{ ids: string[] }> {
    return { ids: await this.#imports.start(input.paths, input.mode) };
  }

  /** A file that a browser sends. Returns when its model is in the library. Throws AppError. */
  async importStream(file: ReceivedFile): Promise<void> {
    await this.#imports.receive(file);
  }

  cancelImport(input: { id: string }): void {
    this.#imports.cancel(input.id);
  }

  /** In the system's file manager. Throws model.not-found, platform.unsupported. */
  reveal(input: { id: string }): void {
    const model = this.find(input.id);
    const { reveal } = this.#options.platform;
    if (reveal === undefined) throw new AppError('platform.unsupported', 'This host has no file manager');
    reveal(model.files[0]?.path ?? model.folder);
  }

  /** Throws model.built-in, model.read-only, model.in-use. */
  async remove(input: { id: string }): Promise<{ undoId?: string }> {
    try {
      return await this.#removal.remove(this.find(input.id));
    } finally {
      await this.#refresh();
    }
  }

  /** Throws undo.expired, import.exists. */
  async restore(input: { undoId: string }): Promise<void> {
    await this.#removal.restore(input.undoId);
    await this.#refresh();
  }

  /** Reads all files of a model and compares. Throws model.no-origin where no hash is known. */
  async verify(input: { id: string }): Promise<Verdict> {
    return this.#verifications.verify(this.find(input.id));
  }

  cancelVerify(input: { id: string }): void {
    this.#verifications.cancel(this.find(input.id).id);
  }

  /** Where new models go. */
  get defaultFolder(): string {
    return this.#folders.default;
  }

  /**
   * Downloaded and checked files: what they are and where they came from. Then reads the folders again and answers the id of the
   * model that they make; undefined when they make none.
   */
  async addDownloaded(download: DownloadedFiles): Promise<string | undefined> {
    await recordDownloaded(download, { facts: this.#facts, chunks: this.#chunks });
    await this.#refresh();
    const paths = new Set(download.files.map(({ path }) => path));
    const model = this.library().models.find(({ files }) => files.some(({ path }) => paths.has(path)));
    return model?.kind === 'projector' ? undefined : model?.id;
  }

  /** Where a model came from, with what its files should be. Throws model.not-found, model.no-origin. */
  originOf(modelId: string): KnownOrigin {
    return originOf(this.find(modelId), this.#facts);
  }

  /** What the chunks of the file with this SHA-256 are; undefined: nobody has looked. */
  chunkHashesOf(sha256: string): ChunkHashes | undefined {
    return this.#chunks.of(sha256);
  }

  /** Keeps what a look at its source said; the library shows it. */
  recordUpstream(modelId: string, state: UpstreamState): void {
    recordUpstream(this.find(modelId), state, this.#facts);
    this.#view.show();
  }

  /** Absolute paths, none when the person changed their mind. Throws platform.unsupported. */
  async pick(input: { what: 'files' | 'folder' }): Promise<{ paths: string[] }> {
    const { pick } = this.#options.platform;
    if (pick === undefined) throw new AppError('platform.unsupported', 'This host has no file dialog');
    return { paths: await pick(input.what) };
  }

  /** Throws file.*. */
  listFolder(input: { path?: string | undefined }): Promise<FolderList> {
    return listFolder(input.path, this.#folders.all);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stopListening();
    this.#imports.cancelAll();
    this.#verifications.cancelAll();
    this.#duplicates.dispose();
    this.#watcher.close();
  }

  get #scanInput(): ScanInput {
    const { linkedModels, usedPrograms } = this.#options.settings.get();
    return { folders: this.#folders.all, linked: linkedModels, programs: usedPrograms };
  }

  async #refresh(): Promise<void> {
    const result = await this.#scan.run(this.#scanInput);
    if (!this.#isDisposed) this.#watcher.follow({ folders: result.watched, visited: result.visited });
    const { own, default: defaultFolder } = this.#folders;
    const shown = result.folders.filter(({ path, modelCount }) => path !== own || path === defaultFolder || modelCount > 0);
    this.#view.show({
      found: result.models,
      folders: shown.map((folder) => ({ ...folder, isDefault: folder.path === defaultFolder })),
      isScanning: false,
    });
    this.#duplicates.look(result.models);
  }

  async #lookForPrograms(): Promise<void> {
    const programs = await this.#programs.look();
    const { usedPrograms } = this.#options.settings.get();
    const marked = programs.map((entry) => ({ ...entry, isUsed: usedPrograms.includes(entry.program) }));
    this.#view.show({ programs: marked.filter(({ isUsed, modelCount }) => isUsed || modelCount > 0) });
  }
}
