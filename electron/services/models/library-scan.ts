/** Turns folders and single files into the list of models. One scan runs at a time; a scan asked for meanwhile begins after it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assignIds, partOf } from '../../../shared/model-names.ts';
import type { Model } from '../../../shared/models.ts';
import { type DescribedModel, describeModel, fileNameOf, groupFiles, readGroup } from './describe-model.ts';
import type { KnownModels } from './known-models.ts';
import { type HeaderCache, readHeaderNow } from './read-header.ts';
import { type FoundFile, findFile, isGgufName, partNames, scanFolder } from './scan.ts';

export interface ScanInput {
  /** The library's folders; the first is the default one. */
  folders: readonly string[];
  /** First files of linked models. */
  linked: readonly string[];
}

export interface ScanResult {
  models: Model[];
  folders: { path: string; isPresent: boolean; modelCount: number }[];
  /** Every folder below the library's that was looked into, and those of linked models. */
  visited: string[];
}

export class LibraryScan {
  readonly #headers: HeaderCache;
  readonly #starterFolder: string;
  /** What was found in a folder last, so that the models of an unplugged drive stay listed. */
  readonly #known = new Map<string, DescribedModel[]>();
  readonly #store: KnownModels;
  #latest: string | undefined;
  #running: Promise<ScanResult> | undefined;
  #next: Promise<ScanResult> | undefined;
  #nextInput: ScanInput = { folders: [], linked: [] };

  constructor(options: { headers: HeaderCache; starterFolder: string; store: KnownModels }) {
    this.#headers = options.headers;
    this.#starterFolder = options.starterFolder;
    this.#store = options.store;
  }

  /** The models as they were found last, before anything is read. */
  recall({ folders, linked }: ScanInput): Model[] {
    const models = this.#store.read().filter(({ place, folder, files }) => {
      if (place === 'linked') return linked.includes(files[0]?.path ?? '');
      return folder === this.#starterFolder || folders.includes(folder);
    });
    for (const folder of folders) {
      const known = models.filter((model) => model.place !== 'linked' && model.folder === folder);
      this.#known.set(folder, known);
    }
    const hasStarter = models.some(({ place }) => place === 'starter');
    return withIds(hasStarter ? models : [...describeStarter(this.#starterFolder), ...models]);
  }

  isOutdated(input: ScanInput): boolean {
    return this.#latest !== JSON.stringify(input);
  }

  run(input: ScanInput): Promise<ScanResult> {
    this.#latest = JSON.stringify({ folders: input.folders, linked: input.linked });
    if (this.#running === undefined) return this.#begin(input);
    this.#nextInput = input;
    this.#next ??= this.#running.then(
      () => this.#begin(this.#nextInput),
      () => this.#begin(this.#nextInput),
    );
    return this.#next;
  }

  #begin(input: ScanInput): Promise<ScanResult> {
    this.#next = undefined;
    const running = this.#scan(input).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #scan({ folders, linked }: ScanInput): Promise<ScanResult> {
    const seen = new Set<string>();
    const described: DescribedModel[] = [];
    const counted: ScanResult['folders'] = [];
    const visited = linked.map((path) => dirname(path));
    const add = async (folder: string, place: Model['place'], files: FoundFile[]) => {
      const fresh = files.filter((file) => !seen.has(file.realPath) && seen.add(file.realPath));
      const models = await this.#describe(folder, place, fresh);
      described.push(...models);
      return models;
    };

    await add(this.#starterFolder, 'starter', (await scanFolder(this.#starterFolder))?.files ?? []);
    for (const [index, folder] of folders.entries()) {
      const scanned = await scanFolder(folder);
      if (scanned === undefined) described.push(...(this.#known.get(folder) ?? []));
      else this.#known.set(folder, await add(folder, index === 0 ? 'alcove' : 'folder', scanned.files));
      visited.push(...(scanned?.folders ?? [folder]));
      counted.push({ path: folder, isPresent: scanned !== undefined, modelCount: this.#known.get(folder)?.length ?? 0 });
    }
    for (const path of linked) {
      const files = (await Promise.all(partNames(path).map(findFile))).filter((file) => file !== undefined);
      if (files.length > 0) await add(dirname(path), 'linked', files);
      else described.push(absentModel(path));
    }
    this.#store.write(described);
    return { models: withIds(described), folders: counted, visited };
  }

  async #describe(folder: string, place: Model['place'], files: FoundFile[]): Promise<DescribedModel[]> {
    const models: DescribedModel[] = [];
    for (const group of groupFiles(files)) {
      models.push(describeModel({ group, folder, place, read: await readGroup(group, this.#headers) }));
    }
    return models;
  }
}

/** At once, so that the built-in model is there at the first start, before anything was scanned. */
function describeStarter(folder: string): DescribedModel[] {
  const names = existsSync(folder) ? readdirSync(folder).filter(isGgufName) : [];
  return names.map((name) => {
    const path = join(folder, name);
    const { size, mtimeMs } = statSync(path);
    const files = [{ path, realPath: path, sizeBytes: size, modifiedAt: Math.round(mtimeMs) }];
    return describeModel({ group: { files, isMissingParts: false }, folder, place: 'starter', read: readHeaderNow(path) });
  });
}

/** A linked file that is gone stays listed, so that a person can see it and take it off. */
function absentModel(path: string): DescribedModel {
  const name = fileNameOf(path).replace(/\.gguf$/i, '');
  return {
    base: name.toLowerCase(),
    name,
    files: [{ path, sizeBytes: 0 }],
    sizeBytes: 0,
    folder: dirname(path),
    place: 'linked',
    kind: 'unknown',
    hasChatTemplate: false,
    canReason: false,
    broken: { reason: partOf(fileNameOf(path)) === undefined ? 'unreadable' : 'missing-parts' },
    sampling: {},
    modifiedAt: 0,
  };
}

function withIds(models: readonly DescribedModel[]): Model[] {
  const ids = assignIds(models.map(({ base, quantization, publisher }) => ({ base, quantization, publisher })));
  return models.map(({ base, ...model }, index) => ({ ...model, id: ids[index] ?? base }));
}
