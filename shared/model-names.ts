/** What a model is called: its id and its name for people. How a name leads back to the model: find-model.ts. */
import { fileTypeName, tensorTypeName } from './ggml-types.ts';
import type { GgufHeader } from './gguf.ts';
import type { Model } from './models.ts';

const partPattern = /-(\d{5})-of-(\d{5})$/;
const quantizationPattern = /(?:^|[-._])(?:UD[-_])?((?:I?Q\d(?:_[A-Z0-9]+)*)|TQ\d_\d|MXFP4(?:_MOE)?|NVFP4|BF16|FP?(?:16|32))$/i;
const emptyNames = new Set([
  '',
  'model',
  'models',
  'hf',
  'tmp',
  'llama',
  'llama v2',
  'workspace',
  'checkpoint',
  'output',
  'merged',
  'ggml-model',
  'gguf',
]);

/** A file's name without `.gguf` and without its place in a split model. */
export function stemOf(fileName: string): string {
  return fileName.replace(/\.gguf$/i, '').replace(partPattern, '');
}

/** Which part of how many a file is; undefined for a model of one file. */
export function partOf(fileName: string): { index: number; count: number } | undefined {
  const match = partPattern.exec(fileName.replace(/\.gguf$/i, ''));
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  return index >= 1 && count >= index ? { index, count } : undefined;
}

/** The quantization that a file's name ends with, in capitals: Q4_K_M. */
export function quantizationInName(fileName: string): string | undefined {
  const found = quantizationPattern.exec(stemOf(fileName))?.[1]?.toUpperCase();
  return found?.replace(/^FP/, 'F').replace('_MOE', '');
}

/** By the file's name, which knows more kinds than the metadata; then by the metadata; then by most of the weights. */
export function quantizationOf(fileName: string, header: GgufHeader | undefined): string | undefined {
  const named = quantizationInName(fileName);
  if (named !== undefined || header === undefined) return named;
  const fileType = header.metadata['general.file_type'];
  return (typeof fileType === 'number' ? fileTypeName(fileType) : undefined) ?? dominantType(header);
}

function dominantType(header: GgufHeader): string | undefined {
  const elements = new Map<number, number>();
  for (const { type, shape } of header.tensors) {
    elements.set(type, (elements.get(type) ?? 0) + shape.reduce((product, length) => product * length, 1));
  }
  const most = [...elements].sort((a, b) => b[1] - a[1])[0];
  return most && tensorTypeName(most[0]);
}

export interface ModelFile {
  fileName: string;
  publisher?: string | undefined;
  repository?: string | undefined;
  kind: Model['kind'];
}

/** The id before `@quantization`: the repository's name, or the file's where that says something else. */
export function baseIdOf({ fileName, repository, kind }: ModelFile): string {
  const fileBase = withoutQuantization(stemOf(fileName)).toLowerCase();
  const repositoryBase = repository?.toLowerCase().replace(/[-._]gguf$/, '');
  if (repositoryBase === undefined || repositoryBase === '') return cleanId(fileBase);
  if (kind === 'projector') return cleanId(`${repositoryBase}-mmproj`);
  const [a, b] = [compact(fileBase), compact(repositoryBase)];
  return cleanId(a.startsWith(b) || b.startsWith(a) || emptyNames.has(fileBase) ? repositoryBase : fileBase);
}

/** A stem without the quantization at its end, unless that is all there is. */
export function withoutQuantization(stem: string): string {
  const without = stem.replace(quantizationPattern, '');
  return without === '' ? stem : without.replace(/[-._]gguf$/i, '');
}

/** `@` and `:` divide a name, white space ends it on a command line. */
function cleanId(base: string): string {
  return base.replace(/[\s@:/\\]+/g, '-');
}

interface NamedParts {
  base: string;
  quantization: string | undefined;
  publisher: string | undefined;
  /** Of another program: it gives way, so that no model of the person's own is called otherwise because of it. */
  isGuest?: boolean;
}

/**
 * Ids for all models, in the order given. `@quantization` is added where several share a base, the publisher where that is not
 * enough, a number where nothing helps.
 */
export function assignIds(models: readonly NamedParts[]): string[] {
  const own = models.filter(({ isGuest }) => isGuest !== true);
  const ownIds = assignAmong(own, { bases: new Set(), ids: new Set() });
  const guests = models.filter(({ isGuest }) => isGuest === true);
  const guestIds = assignAmong(guests, { bases: new Set(own.map(({ base }) => base)), ids: new Set(ownIds) });
  const ids = new Map([
    ...own.map((model, index) => [model, ownIds[index]] as const),
    ...guests.map((model, index) => [model, guestIds[index]] as const),
  ]);
  return models.map((model) => ids.get(model) ?? model.base);
}

function assignAmong(models: readonly NamedParts[], taken: { bases: ReadonlySet<string>; ids: ReadonlySet<string> }): string[] {
  const ids = models.map((model) => {
    const isAlone = models.filter((other) => other.base === model.base).length === 1 && !taken.bases.has(model.base);
    return isAlone || model.quantization === undefined ? model.base : `${model.base}@${model.quantization.toLowerCase()}`;
  });
  const withPublisher = ids.map((id, index) => {
    const publisher = models[index]?.publisher;
    const isAlone = ids.filter((other) => other === id).length === 1 && !taken.ids.has(id);
    return isAlone || publisher === undefined ? id : `${cleanId(publisher.toLowerCase())}/${id}`;
  });
  const seen = new Map<string, number>();
  return withPublisher.map((id) => {
    const count = (seen.get(id) ?? (taken.ids.has(id) ? 1 : 0)) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}~${count}`;
  });
}

/** "Qwen3 8B Q4_K_M": for sentences, as several versions of a model may lie here or be on their way. */
export const fullName = ({ name, quantization }: Pick<Model, 'name' | 'quantization'>): string =>
  quantization ? `${name} ${quantization}` : name;

/** The name for people: the metadata's where it says something, else made of the repository's or the file's. */
export function displayNameOf(file: ModelFile, header: GgufHeader | undefined): string {
  const given = header?.metadata['general.name'];
  const name = typeof given === 'string' ? readable(given) : '';
  const isUseful = /\p{L}/u.test(name) && name.length <= 80 && !/[\\/]/.test(name) && !emptyNames.has(name.toLowerCase());
  if (isUseful) return name;
  const stem = withoutQuantization(stemOf(file.fileName));
  const isStemUseful = !emptyNames.has(stem.toLowerCase());
  return readable(isStemUseful ? stem : (file.repository?.replace(/[-._]gguf$/i, '') ?? stem));
}

function readable(name: string): string {
  const trimmed = name.trim();
  return /\s/.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed.replace(/[-_]+/g, ' ').trim();
}

/** Letters and digits only, in lower case: names that differ in their separators become the same. */
export function compact(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
