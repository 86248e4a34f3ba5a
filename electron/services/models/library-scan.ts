/** Turns folders and single files into the list of models. One scan runs at a time; a scan asked for meanwhile begins after it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assignIds, partOf } from '../../../shared/model-names.ts';
import type { Model, OtherProgram } from '../../../shared/models.ts';
import { type DescribedModel, describeModel, fileNameOf, groupFiles, readGroup } from './describe-model.ts';
import type { FileFactsStore } from './file-facts.ts';
import type { KnownModels } from './known-models.ts';
import type { FoundProgram } from './programs/found-program.ts';
import { otherPrograms, type Programs } from './programs/programs.ts';
import { type HeaderCache, readHeaderNow } from './read-header.ts';
import { type FoundFile, findFile, isGgufName, partNames, scanFolder } from './scan.ts';

export interface ScanInput {
  /** The library's folders; the first is the default one. */
  folders: readonly string[];
  /** First files of linked models. */
  linked: readonly string[];
  /** Other programs whose models are used. */
  programs: readonly OtherProgram[];
}

export interface ScanResult {
  models: Model[];
  folders: { path: string; isPresent: boolean; modelCount: number }[];
  /** The library's folders and the other programs': a change in them means other models. */
  watched: string[];
  /** Every folder below them that was looked into, and those of linked models. */
  visited: string[];
}

export interface LibraryScanOptions {
  headers: HeaderCache;
  starterFolder: string;
  store: KnownModels;
  programs: Programs;
  facts: FileFactsStore;
}

export class LibraryScan {
  readonly #options: LibraryScanOptions;
  /** What was found in a folder, or of a program, last, so that the models of an unplugged drive stay listed. */
  readonly #known = new Map<string, DescribedModel[]>();
  #latest: string | undefined;
  #running: Promise<ScanResult> | undefined;
  #next: Promise<ScanResult> | undefined;
  #nextInput: ScanInput = { folders: [], linked: [], programs: [] };

  constructor(options: LibraryScanOptions) {
    this.#options = options;
  }

  /** The models as they were found last, before anything is read. */
  recall({ folders, linked, programs }: ScanInput): Model[] {
    const { store, starterFolder } = this.#options;
    const models = store.read().filter(({ place, folder, files }) => {
      if (place === 'linked') return linked.includes(files[0]?.path ?? '');
      if (isProgram(place)) return programs.includes(place);
      return folder === starterFolder || folders.includes(folder);
    });
    for (const folder of folders) {
      const isOwn = ({ place }: DescribedModel) => place !== 'linked' && !isProgram(place);
      this.#known.set(
        folder,
        models.filter((model) => isOwn(model) && model.folder === folder),
      );
    }
    for (const program of programs) {
      this.#known.set(
        program,
        models.filter(({ place }) => place === program),
      );
    }
    const hasStarter = models.some(({ place }) => place === 'starter');
    return withIds(hasStarter ? models : [...describeStarter(starterFolder), ...models]);
  }

  /** Whether the last scan was of other folders, files or programs. */
  isOutdated(input: ScanInput): boolean {
    return this.#latest !== keyOf(input);
  }

  /** One after the other: who asks during a scan gets the next one, with all others who do. */
  run(input: ScanInput): Promise<ScanResult> {
    this.#latest = keyOf(input);
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

  async #scan({ folders, linked, programs }: ScanInput): Promise<ScanResult> {
    const { starterFolder, store } = this.#options;
    const seen = new Set<string>();
    const described: DescribedModel[] = [];
    const counted: ScanResult['folders'] = [];
    const watched = [...folders];
    const visited = linked.map((path) => dirname(path));
    const isFresh = (file: FoundFile) => !seen.has(file.realPath) && seen.add(file.realPath) !== undefined;
    const add = async (folder: string, place: Model['place'], files: FoundFile[]) => {
      const models = await this.#describe(folder, place, files.filter(isFresh));
      described.push(...models);
      return models;
    };

    await add(starterFolder, 'starter', (await scanFolder(starterFolder))?.files ?? []);
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
    // Last, so that what a person put into the library themselves stays theirs.
    for (const program of programs) {
      const found = await this.#options.programs.find(program);
      if (found.isPresent) this.#known.set(program, await this.#describeProgram(found, isFresh));
      described.push(...(this.#known.get(program) ?? []));
      watched.push(...found.watched);
      visited.push(...found.visited);
    }
    store.write(described);
    return { models: withIds(described), folders: counted, watched, visited };
  }

  async #describe(folder: string, place: Model['place'], files: FoundFile[]): Promise<DescribedModel[]> {
    const models: DescribedModel[] = [];
    for (const group of groupFiles(files)) {
      models.push(describeModel({ group, folder, place, read: await readGroup(group, this.#options.headers) }));
    }
    return models;
  }

  async #describeProgram(found: FoundProgram, isFresh: (file: FoundFile) => boolean): Promise<DescribedModel[]> {
    const models: DescribedModel[] = [];
    for (const { given, told, folder, ...group } of found.models) {
      if (group.files.filter(isFresh).length === 0) continue;
      for (const file of group.files) {
        const facts = told.get(file.path);
        if (facts !== undefined) this.#options.facts.learn(file, facts);
      }
      models.push(describeModel({ group, folder, place: found.program, read: await readGroup(group, this.#options.headers), given }));
    }
    return models;
  }
}

const isProgram = (place: Model['place']): place is OtherProgram => otherPrograms.includes(place as OtherProgram);

function keyOf({ folders, linked, programs }: ScanInput): string {
  return JSON.stringify({ folders, linked, programs });
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
  const ids = assignIds(
    models.map(({ base, quantization, publisher, place }) => ({ base, quantization, publisher, isGuest: isProgram(place) })),
  );
  return models.map(({ base, ...model }, index) => ({ ...model, id: ids[index] ?? base }));
}
