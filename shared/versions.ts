/** The versions (quantizations) that a repository's files make, in words for people, and which of them to take. */
import type { Fit } from './engine.ts';
import type { Version, VersionFile } from './hub.ts';
import { partOf, quantizationInName, stemOf } from './model-names.ts';

export interface GroupedVersions {
  /** Smallest first. */
  versions: Version[];
  projectors: Version[];
  /** Undefined: there are none. */
  safetensorsBytes: number | undefined;
}

interface FoundVersion {
  folder: string;
  stem: string;
  quantization: string | undefined;
  files: VersionFile[];
  isComplete: boolean;
}

/** Parts of split files become one version; files for pictures stand apart; imatrix, draft and adapter files are left out. */
export function groupVersions(files: readonly VersionFile[]): GroupedVersions {
  const gguf = files.filter(({ path }) => /\.gguf$/i.test(path));
  const projectors = gguf.filter(({ path }) => isProjector(path));
  const models = gguf.filter(({ path }) => !isProjector(path) && !isImportanceMatrix(path));
  const withoutDrafts = models.filter(({ path }) => !isSideFile(path));
  const safetensors = files.filter(({ path }) => isWeights(path));
  return {
    // A repository that is all draft models offers them as what they are.
    versions: toVersions(withoutDrafts.length > 0 ? withoutDrafts : models),
    projectors: toVersions(projectors),
    safetensorsBytes: safetensors.length === 0 ? undefined : sizeOf(safetensors),
  };
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isProjector(path: string): boolean {
  return /mmproj/i.test(fileNameOf(path));
}

function isImportanceMatrix(path: string): boolean {
  const stem = stemOf(fileNameOf(path));
  return (
    /^imatrix(?:[-_.]|$)/i.test(stem) || /[-_.]imatrix$/i.test(stem) || (/imatrix/i.test(stem) && quantizationOfPath(path) === undefined)
  );
}

/** Draft heads and adapters work only beside another model. */
function isSideFile(path: string): boolean {
  const stem = stemOf(fileNameOf(path));
  return (
    /^(?:mtp|eagle3?|dflash|dspark|draft|lora|adapter|vocab|ggml-vocab)[-_.]/i.test(stem) ||
    /[-_.](?:mtp|eagle3?|draft|lora|adapter|vocab)(?:[-_.](?:BF16|FP?(?:16|32)|Q\d\w*))?$/i.test(stem)
  );
}

/** Weights of the model itself; adapters and the consolidated copy that some publishers add would count twice. */
function isWeights(path: string): boolean {
  return /\.safetensors$/i.test(path) && !path.includes('/') && !/^(?:adapter_|consolidated)/i.test(path);
}

function sizeOf(files: readonly VersionFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** By the file's name; else the last one inside the name; else the folder's (`Q2_K/model-00001-of-00003.gguf`). */
function quantizationOfPath(path: string): string | undefined {
  const name = fileNameOf(path);
  return quantizationInName(name) ?? quantizationInside(stemOf(name)) ?? quantizationInName(fileNameOf(folderOf(path)));
}

const insidePattern = /(?<=^|[-._])(I?Q\d_[A-Z0-9]+(?:_[A-Z0-9]+)*|TQ\d_\d|MXFP4|NVFP4|BF16|FP?(?:16|32))(?=$|[-._])/gi;

function quantizationInside(stem: string): string | undefined {
  return [...stem.matchAll(insidePattern)].at(-1)?.[1]?.toUpperCase().replace(/^FP/, 'F');
}

function toVersions(files: readonly VersionFile[]): Version[] {
  const groups = new Map<string, VersionFile[]>();
  for (const file of files) {
    const name = fileNameOf(file.path);
    const part = partOf(name);
    const key = part === undefined ? file.path : `${folderOf(file.path)}/${stemOf(name)}-of-${part.count}`;
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  const found = [...groups.values()].map(toFound);
  const ids = assignVersionIds(found);
  const hasHalf = found.some(({ quantization }) => quantization === 'F16' || quantization === 'BF16');
  return found
    .map((version, index) => ({
      id: ids[index] ?? version.stem,
      quantization: version.quantization ?? version.stem,
      files: version.files,
      sizeBytes: sizeOf(version.files),
      ...describeQuantization(version.quantization, hasHalf),
      isComplete: version.isComplete,
    }))
    .sort((a, b) => a.sizeBytes - b.sizeBytes || (a.id < b.id ? -1 : 1));
}

function toFound(group: VersionFile[]): FoundVersion {
  const files = group.sort((a, b) => (a.path < b.path ? -1 : 1));
  const path = files[0]?.path ?? '';
  const name = fileNameOf(path);
  const parts = files.map((file) => partOf(fileNameOf(file.path)));
  return {
    folder: folderOf(path),
    stem: stemOf(name),
    quantization: quantizationOfPath(path),
    files,
    isComplete: parts.every((part, index) => part === undefined || (part.index === index + 1 && part.count === files.length)),
  };
}

/** The quantization where it is alone; else with what stands before it (`UD-Q4_K_M`); else the file's name; else the path. */
function assignVersionIds(found: readonly FoundVersion[]): string[] {
  const candidates = found.map(({ folder, stem, quantization, files }) => {
    const isDynamic = quantization !== undefined && /(?:^|[-._])UD[-_][^-.]*$/i.test(stem);
    const plain = quantization === undefined ? stem : isDynamic ? `UD-${quantization}` : quantization;
    return [quantization ?? stem, plain, stem, folder === '' ? stem : `${folder}/${stem}`, files[0]?.path ?? stem];
  });
  const uses = candidates.flatMap((names) => names.map((name, step) => `${step} ${name}`));
  const counts = new Map<string, number>();
  for (const use of uses) counts.set(use, (counts.get(use) ?? 0) + 1);
  return candidates.map((names) => {
    const step = names.findIndex((name, at) => counts.get(`${at} ${name}`) === 1);
    return names[step === -1 ? names.length - 1 : step] ?? '';
  });
}

type Words = Pick<Version, 'group' | 'quality'>;

/** Perplexity tables of llama.cpp's quantize put Q4_K_M within about 1 % of the original, Q5_K_M 0.4 %, Q6_K 0.1 %; below 4 bits it grows fast. */
function describeQuantization(quantization: string | undefined, hasHalf: boolean): Words {
  if (quantization === undefined) return { group: 'balanced' };
  if (quantization === 'F32') return { group: 'best', quality: hasHalf ? 'no-gain' : 'original' };
  if (quantization === 'F16' || quantization === 'BF16') return { group: 'best', quality: 'original' };
  if (/^TQ/.test(quantization)) return { group: 'small', quality: 'plainer' };
  if (/FP4$/.test(quantization)) return { group: 'balanced', quality: 'close' };
  const bits = Number(/\d/.exec(quantization)?.[0]);
  if (bits >= 8) return { group: 'best', quality: 'same' };
  if (bits >= 6) return { group: 'best', quality: 'nearly-same' };
  if (bits === 5) return { group: 'balanced', quality: 'very-close' };
  if (bits === 4) return { group: 'balanced', quality: /_K(?:_M|_L|_XL)?$/.test(quantization) ? 'close' : 'slightly-plainer' };
  return { group: 'small', quality: /^Q3_K_X?L/.test(quantization) ? 'slightly-plainer' : 'plainer' };
}

/** How good a choice a version is by itself: 3 is what most people should take. */
function standing({ quantization, quality }: Version): number {
  if (quality === 'close' || quality === 'very-close' || quality === 'nearly-same') return 3;
  if (quality === 'slightly-plainer' && !quantization.startsWith('Q3')) return 2;
  if (quality === 'same' || quality === undefined) return 2;
  if (quality === 'original') return 1;
  if (quality === 'no-gain') return 0;
  return /^I?Q3/.test(quantization) ? 1 : 0;
}

/** Which way of fitting is worth how much; a good version in main memory still beats a poor one on the card. */
const fitWorth: Record<Fit, number> = { gpu: 3, partly: 2, memory: 2, tight: 0, 'too-large': Number.NEGATIVE_INFINITY };

/**
 * The version to take: of those that fit best the one nearest to Q4_K_M, where more bits begin to cost more speed and room than they
 * give. Undefined when all are too large, or nothing is complete.
 */
export function recommendVersion(versions: readonly Version[], fits?: ReadonlyMap<string, Fit>): Version | undefined {
  const candidates = versions.filter((version) => version.isComplete && fits?.get(version.id) !== 'too-large');
  // One without a known fit is taken only where none has one.
  const known = candidates.filter(({ id }) => fits?.has(id));
  const worth = (version: Version) => {
    const fit = fits?.get(version.id);
    return standing(version) * 2 + (fit === undefined ? 0 : fitWorth[fit] * 1.5);
  };
  const best = (a: Version, b: Version) => worth(b) - worth(a) || usual(a) - usual(b);
  return [...(known.length > 0 ? known : candidates)].sort(best)[0];
}

/** Steps away from Q4_K_M. */
function usual({ quantization }: Version): number {
  if (quantization === 'Q4_K_M') return 0;
  const bits = Number(/\d+/.exec(quantization)?.[0] ?? 4);
  return 1 + Math.abs(bits - 4) * 10 + (quantization.startsWith('IQ') ? 5 : quantization.endsWith('_K_S') ? 2 : 1);
}

/** The version that a person names: its id, or a quantization in any case, with or without `UD-`. */
export function findVersion(versions: readonly Version[], wanted: string): Version | undefined {
  const lower = wanted.trim().toLowerCase();
  const same = (name: string) => name.toLowerCase() === lower;
  return (
    versions.find(({ id }) => id === wanted) ??
    versions.find(({ id }) => same(id)) ??
    versions.find(({ quantization }) => same(quantization) || same(`UD-${quantization}`)) ??
    versions.find(({ files }) => files.some(({ path }) => same(path) || same(fileNameOf(path)) || same(stemOf(fileNameOf(path)))))
  );
}
