/** Makes models of found files: parts of a split model become one, and the metadata says what it is. */
import { dirname, join, relative, sep } from 'node:path';
import { isEmbeddingModel } from '../../../shared/embedding-models.ts';
import { AppError } from '../../../shared/errors.ts';
import { samplingOverridesSchema } from '../../../shared/generation.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import { baseIdOf, displayNameOf, type ModelFile, partOf, quantizationOf, stemOf } from '../../../shared/model-names.ts';
import type { Model } from '../../../shared/models.ts';
import { starterSampling } from '../../../shared/sampling.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import type { HeaderCache, ReadHeader } from './read-header.ts';
import { type FoundFile, findFile } from './scan.ts';

/** A model without its id, which depends on what else is there. */
export type DescribedModel = Omit<Model, 'id' | 'lastUsedAt'> & { base: string };

/** What a file is called where its path does not say it. */
export interface GivenName {
  fileName: string;
  publisher?: string;
  repository?: string;
  /** Further names that lead to it. */
  aliases?: string[];
}

export interface FileGroup {
  files: FoundFile[];
  isMissingParts: boolean;
}

/** Puts the parts of split models together, in order. */
export function groupFiles(files: readonly FoundFile[]): FileGroup[] {
  const groups = new Map<string, FoundFile[]>();
  for (const file of files) {
    const part = partOf(fileNameOf(file.path));
    const key = part === undefined ? file.path : join(dirname(file.path), `${stemOf(fileNameOf(file.path))}-of-${part.count}`);
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()].map((group) => {
    const ordered = group.sort((a, b) => (a.path < b.path ? -1 : 1));
    const part = partOf(fileNameOf(ordered[0]?.path ?? ''));
    return { files: ordered, isMissingParts: part !== undefined && part.count !== ordered.length };
  });
}

/** The metadata of a model's first file with the tensors of all its files. */
export async function readGroup(group: FileGroup, headers: HeaderCache): Promise<ReadHeader> {
  const [first, ...others] = await Promise.all(group.files.map((file) => headers.read(file)));
  if (first === undefined) throw new Error('A model has at least one file');
  const broken = group.isMissingParts ? { reason: 'missing-parts' as const } : [first, ...others].find((read) => read.broken)?.broken;
  const isSplitBad = others.some((read) => read.header === undefined) || first.header === undefined;
  if (isSplitBad || first.header === undefined) return { broken: broken ?? { reason: 'unreadable' } };
  const tensors = others.length === 0 ? first.header.tensors : [first, ...others].flatMap((read) => read.header?.tensors ?? []);
  const header = { ...first.header, tensors };
  if (broken !== undefined) return { header, broken };
  const hasArchitecture = typeof header.metadata['general.architecture'] === 'string';
  return hasArchitecture ? { header } : { header, broken: { reason: 'bad-metadata' } };
}

/** The same of a model that the library has, as it lies there now. Throws file.not-found, model.broken. */
export async function readModelHeader(model: Model, headers: HeaderCache): Promise<GgufHeader> {
  const files = (await Promise.all(model.files.map((file) => findFile(file.path)))).filter((file) => file !== undefined);
  if (files.length === 0) throw new AppError('file.not-found', `${model.name} is not there`, { data: { path: model.files[0]?.path } });
  const isMissingParts = files.length !== model.files.length || model.broken?.reason === 'missing-parts';
  const { header, broken } = await readGroup({ files, isMissingParts }, headers);
  if (header !== undefined && broken === undefined) return header;
  throw new AppError('model.broken', `${model.name} cannot be used: ${broken?.reason}`, { data: { name: model.name, ...broken } });
}

/** `read`: what its files say of themselves, see readGroup. */
export function describeModel(options: {
  group: FileGroup;
  folder: string;
  place: Model['place'];
  read: ReadHeader;
  given?: GivenName | undefined;
}): DescribedModel {
  const { group, folder, place, read, given } = options;
  const path = group.files[0]?.path ?? folder;
  const kind = kindOf(read.header);
  const { aliases, ...named } = given ?? { fileName: fileNameOf(path), ...(place === 'linked' ? {} : ownersOf(folder, path)) };
  const file: ModelFile = { ...named, kind };
  const isStarter = place === 'starter';
  return {
    base: isStarter ? 'alcove-starter' : baseIdOf(file),
    name: isStarter ? 'Alcove Starter' : displayNameOf(file, read.header),
    ...(aliases === undefined ? {} : { aliases }),
    ...(file.publisher === undefined ? {} : { publisher: file.publisher }),
    ...(file.repository === undefined ? {} : { repository: file.repository }),
    files: group.files.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    sizeBytes: group.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    folder,
    place,
    kind,
    ...withoutUndefined({ quantization: quantizationOf(file.fileName, read.header), broken: read.broken }),
    ...factsOf(read.header),
    sampling: isStarter ? starterSampling : samplingOf(read.header),
    modifiedAt: Math.max(...group.files.map((found) => found.modifiedAt)),
  };
}

/** The two folders that a file lies in, below the library's: `publisher/repository/file`; or what the Hugging Face cache says. */
function ownersOf(folder: string, path: string): { publisher?: string; repository?: string } {
  const cached = /[\\/]models--([^\\/]+?)--([^\\/]+)[\\/]snapshots[\\/]/.exec(path);
  if (cached !== null) return withoutUndefined({ publisher: cached[1], repository: cached[2] });
  const between = relative(folder, dirname(path))
    .split(sep)
    .filter((name) => name !== '' && name !== '..');
  const [repository, publisher] = between.reverse();
  return withoutUndefined({ publisher, repository });
}

function factsOf(header: GgufHeader | undefined) {
  const value = (key: string) => header?.metadata[key];
  const architecture = textOr(value('general.architecture'), 64);
  const template = textOr(value('tokenizer.chat_template'));
  const vocabulary = value('tokenizer.ggml.tokens');
  const tags = typeof vocabulary === 'object' ? (vocabulary.tags ?? vocabulary.values ?? []) : [];
  const parameterCount = header?.tensors.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
  return {
    hasChatTemplate: template !== undefined,
    canReason: /<\/?think>|enable_thinking|\[THINK\]|<\|channel\|>|<seed:think>/.test(template ?? '') || tags.includes('<think>'),
    ...withoutUndefined({
      architecture,
      parameterCount: parameterCount === 0 ? undefined : parameterCount,
      contextLength: countOr(value(`${architecture}.context_length`)),
      layerCount: countOr(value(`${architecture}.block_count`)),
    }),
  };
}

function kindOf(header: GgufHeader | undefined): Model['kind'] {
  const architecture = header?.metadata['general.architecture'];
  const type = header?.metadata['general.type'];
  if (header === undefined || typeof architecture !== 'string') return 'unknown';
  if (architecture === 'clip' || type === 'mmproj') return 'projector';
  if (type === 'adapter' || type === 'imatrix' || header.metadata['tokenizer.ggml.model'] === undefined) return 'unknown';
  const poolingType = header.metadata[`${architecture}.pooling_type`];
  return isEmbeddingModel({ architecture, poolingType }) ? 'embedding' : 'chat';
}

const samplingKeys = {
  temp: 'temperature',
  top_k: 'topK',
  top_p: 'topP',
  min_p: 'minP',
  penalty_repeat: 'repeatPenalty',
  penalty_last_n: 'repeatLastTokens',
  xtc_probability: 'xtcProbability',
  xtc_threshold: 'xtcThreshold',
};

/** What the model's makers suggest (`general.sampling.*`), as far as it makes sense. */
function samplingOf(header: GgufHeader | undefined): Model['sampling'] {
  let sampling: Model['sampling'] = {};
  for (const [key, name] of Object.entries(samplingKeys)) {
    const value = header?.metadata[`general.sampling.${key}`];
    if (typeof value !== 'number') continue;
    // A 32-bit 0.95 is 0.949999988079071 in 64 bits.
    const parsed = samplingOverridesSchema.safeParse({ [name]: Number(value.toPrecision(6)) });
    if (parsed.success) sampling = { ...sampling, ...parsed.data };
  }
  return sampling;
}

export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep)) + 1);
}

function textOr(value: unknown, longest = Number.POSITIVE_INFINITY): string | undefined {
  return typeof value === 'string' && value.length <= longest ? value : undefined;
}

/** Absent when it can be no count: NaN or a negative number in one file must not spoil the whole list. */
function countOr(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}
