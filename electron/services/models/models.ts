import { randomUUID } from 'node:crypto';
import { accessSync, constants as fsConstants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../shared/errors.ts';
import { findModel, nearestName } from '../../../shared/find-model.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { ImportMode, Library, Model, OtherProgram } from '../../../shared/models.ts';
import { WatchableValue } from '../../lib/watchable.ts';
import type { Platform } from '../../platform.ts';
import type { SettingsService } from '../settings/settings.ts';
import { readGroup } from './describe-model.ts';
import { toFileError } from './file-errors.ts';
import { FileFactsStore, type UpstreamState } from './file-facts.ts';
import { Imports, type ReceivedFile, removeUnfinished } from './import.ts';
import { KnownModels } from './known-models.ts';
import { LastUsed } from './last-used.ts';
import { LibraryScan } from './library-scan.ts';
import { type FolderList, listFolder } from './list-folder.ts';
import { type DownloadedFiles, type KnownOrigin, originOf, recordDownloaded, recordUpstream, withFacts } from './model-facts.ts';
import { HeaderCache } from './read-header.ts';
import { findFile } from './scan.ts';
import { limitTrash, moveToTrash, restoreFromTrash } from './trash.ts';
import { FolderWatcher } from './watch-folders.ts';

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
}

/** The model library: every GGUF file in the folders that a person chose, the single files they linked, and the starter. */
export class ModelsService {
  /** The first scan is over: from now on a model that is not found is not there. */
  readonly ready: Promise<void>;
  readonly #options: ModelsOptions;
  readonly #headers = new HeaderCache();
  readonly #lastUsed: LastUsed;
  readonly #facts: FileFactsStore;
  readonly #scan: LibraryScan;
  readonly #watcher: FolderWatcher;
  readonly #imports: Imports;
  readonly #library: WatchableValue<Library>;
  readonly #undoLink = new Map<string, string>();
  readonly #stopListening: () => void;
  #isDisposed = false;

  constructor(options: ModelsOptions) {
    this.#options = options;
    mkdirSync(this.#ownFolder, { recursive: true });
    this.#facts = new FileFactsStore(options.database);
    this.#lastUsed = new LastUsed(join(options.home, 'last-used.json'));
    const store = new KnownModels(join(options.home, 'cache', 'library.json'));
    this.#scan = new LibraryScan({ headers: this.#headers, starterFolder: options.starterFolder, store });
    const models = this.#withUse(this.#scan.recall({ folders: this.#folders, linked: options.settings.get().linkedModels }));
    this.#library = new WatchableValue<Library>({ models, folders: [], isScanning: true, imports: [], programs: [], verifications: [] });
    this.#watcher = new FolderWatcher(() => void this.#refresh());
    this.#imports = new Imports({
      targetFolder: () => this.#defaultFolder,
      link: (path) => this.#link(path),
      onDone: () => this.#refresh(),
      onChange: () => this.#set({ imports: this.#imports.list() }),
    });
    this.#stopListening = options.settings.onChange((settings) => {
      if (this.#scan.isOutdated({ folders: this.#folders, linked: settings.linkedModels })) void this.#refresh();
    });
    this.ready = this.#refresh();
    void limitTrash(options.trashFolder).catch(() => {});
    void removeUnfinished(this.#defaultFolder).catch(() => {});
  }

  library(): Library {
    return this.#library.get();
  }

  watch(signal?: AbortSignal): AsyncIterable<Library> {
    return this.#library.watch(signal);
  }

  onChange(listener: (library: Library) => void): () => void {
    return this.#library.onChange(listener);
  }

  /** Throws model.not-found with the nearest name. */
  find(name: string): Model {
    const { models } = this.#library.get();
    const model = findModel(models, name);
    if (model !== undefined) return model;
    const nearest = nearestName(models, name);
    throw new AppError('model.not-found', `There is no model called ${name}`, { data: { name, ...(nearest && { nearest }) } });
  }

  /** The metadata of the model's first file with the tensors of all its files. Throws model.broken. */
  async readHeader(id: string): Promise<GgufHeader> {
    const model = this.find(id);
    const files = (await Promise.all(model.files.map((file) => findFile(file.path)))).filter((file) => file !== undefined);
    if (files.length === 0) throw new AppError('file.not-found', `${model.name} is not there`, { data: { path: model.files[0]?.path } });
    const isMissingParts = files.length !== model.files.length || model.broken?.reason === 'missing-parts';
    const { header, broken } = await readGroup({ files, isMissingParts }, this.#headers);
    if (header !== undefined && broken === undefined) return header;
    throw new AppError('model.broken', `${model.name} cannot be used: ${broken?.reason}`, { data: { name: model.name, ...broken } });
  }

  markUsed(id: string): void {
    const model = this.find(id);
    this.#lastUsed.set(model.files[0]?.path ?? '', Date.now());
    if (this.#options.settings.get().lastModelId !== model.id) this.#options.settings.update({ lastModelId: model.id });
    this.#set({ models: this.#withUse(this.library().models) });
  }

  async rescan(): Promise<void> {
    this.#set({ isScanning: true });
    await this.#refresh();
  }

  async addFolder(input: { path: string }): Promise<void> {
    const path = this.#checkFolder(input.path);
    const { modelFolders } = this.#options.settings.get();
    if (!this.#folders.includes(path)) this.#options.settings.update({ modelFolders: [...modelFolders, path] });
    await this.#refresh();
  }

  async removeFolder(input: { path: string }): Promise<void> {
    const path = resolve(input.path);
    const { modelFolders, defaultModelFolder } = this.#options.settings.get();
    this.#options.settings.update({
      modelFolders: modelFolders.filter((folder) => resolve(folder) !== path),
      ...(defaultModelFolder !== undefined && resolve(defaultModelFolder) === path ? { defaultModelFolder: undefined } : {}),
    });
    await this.#refresh();
  }

  async setDefaultFolder(input: { path: string }): Promise<void> {
    const path = this.#checkFolder(input.path, fsConstants.W_OK);
    const { modelFolders } = this.#options.settings.get();
    const isOwn = path === this.#ownFolder;
    this.#options.settings.update({
      defaultModelFolder: isOwn ? undefined : path,
      ...(isOwn || modelFolders.includes(path) ? {} : { modelFolders: [...modelFolders, path] }),
    });
    await this.#refresh();
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

  reveal(input: { id: string }): void {
    const model = this.find(input.id);
    const { reveal } = this.#options.platform;
    if (reveal === undefined) throw new AppError('platform.unsupported', 'This host has no file manager');
    reveal(model.files[0]?.path ?? model.folder);
  }

  /** To the trash with all its files; a linked model is only taken off the list. Throws model.built-in, model.in-use. */
  async remove(input: { id: string }): Promise<{ undoId?: string }> {
    const model = this.find(input.id);
    if (model.place === 'starter') throw new AppError('model.built-in', `${model.name} belongs to Alcove`);
    if (model.place === 'linked') return this.#unlink(model.files[0]?.path ?? '');
    const { trash } = this.#options.platform;
    try {
      if (trash === undefined) {
        const undoId = await moveToTrash(this.#options.trashFolder, model.files);
        await this.#refresh();
        return { undoId };
      }
      for (const file of model.files) await trash(file.path);
    } catch (error) {
      await this.#refresh();
      throw toFileError(error, model.files[0]?.path ?? model.folder);
    }
    await this.#refresh();
    return {};
  }

  /** Throws undo.expired, import.exists. */
  async restore(input: { undoId: string }): Promise<void> {
    const linked = this.#undoLink.get(input.undoId);
    this.#undoLink.delete(input.undoId);
    if (linked !== undefined) this.#link(linked);
    else await restoreFromTrash(this.#options.trashFolder, input.undoId);
    await this.#refresh();
  }

  async useProgram(_input: { program: OtherProgram; isUsed: boolean }): Promise<void> {
    throw new Error('not built yet');
  }

  async verify(_input: { id: string }): Promise<{ state: 'same' | 'different' | 'cancelled'; wrongFiles: string[] }> {
    throw new Error('not built yet');
  }

  cancelVerify(_input: { id: string }): void {}

  /** Where new models go. */
  get defaultFolder(): string {
    return this.#defaultFolder;
  }

  /**
   * Downloaded and checked files: what they are and where they came from. Then reads the folders again and answers the id of the
   * model that they make; undefined when they make none.
   */
  async addDownloaded(download: DownloadedFiles): Promise<string | undefined> {
    await recordDownloaded(download, this.#facts);
    await this.#refresh();
    const paths = new Set(download.files.map(({ path }) => path));
    const model = this.library().models.find(({ files }) => files.some(({ path }) => paths.has(path)));
    return model?.kind === 'projector' ? undefined : model?.id;
  }

  /** Where a model came from, with what its files should be. Throws model.not-found, model.no-origin. */
  originOf(modelId: string): KnownOrigin {
    return originOf(this.find(modelId), this.#facts);
  }

  /** Keeps what a look at its source said; the library shows it. */
  recordUpstream(modelId: string, state: UpstreamState): void {
    recordUpstream(this.find(modelId), state, this.#facts);
    this.#set({ models: this.#withUse(this.library().models) });
  }

  async pick(input: { what: 'files' | 'folder' }): Promise<{ paths: string[] }> {
    const { pick } = this.#options.platform;
    if (pick === undefined) throw new AppError('platform.unsupported', 'This host has no file dialog');
    return { paths: await pick(input.what) };
  }

  listFolder(input: { path?: string | undefined }): Promise<FolderList> {
    return listFolder(input.path, this.#folders);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stopListening();
    this.#imports.cancelAll();
    this.#watcher.close();
  }

  get #ownFolder(): string {
    return join(this.#options.home, 'models');
  }

  get #defaultFolder(): string {
    return resolve(this.#options.settings.get().defaultModelFolder ?? this.#ownFolder);
  }

  /** The default one first; each once. */
  get #folders(): string[] {
    const { modelFolders } = this.#options.settings.get();
    return [...new Set([this.#defaultFolder, this.#ownFolder, ...modelFolders.map((folder) => resolve(folder))])];
  }

  #checkFolder(input: string, access = fsConstants.R_OK): string {
    const path = resolve(input);
    try {
      if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
      accessSync(path, access);
    } catch (error) {
      throw toFileError(error, path);
    }
    return path;
  }

  #link(path: string): void {
    const { linkedModels } = this.#options.settings.get();
    if (!linkedModels.includes(path)) this.#options.settings.update({ linkedModels: [...linkedModels, path] });
  }

  async #unlink(path: string): Promise<{ undoId: string }> {
    const { linkedModels } = this.#options.settings.get();
    this.#options.settings.update({ linkedModels: linkedModels.filter((linked) => linked !== path) });
    const undoId = randomUUID();
    this.#undoLink.set(undoId, path);
    await this.#refresh();
    return { undoId };
  }

  async #refresh(): Promise<void> {
    const folders = this.#folders;
    const result = await this.#scan.run({ folders, linked: this.#options.settings.get().linkedModels });
    if (!this.#isDisposed) this.#watcher.follow({ folders, visited: result.visited });
    const shown = result.folders.filter(
      ({ path, modelCount }) => path !== this.#ownFolder || path === this.#defaultFolder || modelCount > 0,
    );
    const found = {
      models: this.#withUse(result.models),
      folders: shown.map((folder) => ({ ...folder, isDefault: folder.path === this.#defaultFolder })),
      isScanning: false,
    };
    const { models, folders: known, isScanning } = this.library();
    if (JSON.stringify({ models, folders: known, isScanning }) !== JSON.stringify(found)) this.#set(found);
  }

  #withUse(models: readonly Model[]): Model[] {
    return models.map((model) => {
      const lastUsedAt = this.#lastUsed.get(model.files[0]?.path ?? '');
      return withFacts(lastUsedAt === undefined ? model : { ...model, lastUsedAt }, this.#facts);
    });
  }

  #set(change: Partial<Library>): void {
    this.#library.set({ ...this.#library.get(), ...change });
  }
}
