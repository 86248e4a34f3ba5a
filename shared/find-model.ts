/** Which model a name means. */
import { editDistance } from './edit-distance.ts';
import { AppError } from './errors.ts';
import { compact, quantizationInName, stemOf, withoutQuantization } from './model-names.ts';
import type { Model } from './models.ts';

export type NamedModel = Pick<Model, 'id' | 'name' | 'publisher' | 'repository' | 'quantization' | 'lastUsedAt' | 'modifiedAt'> & {
  files: { path: string }[];
  aliases?: string[] | undefined;
};

/**
 * The model that a name means: an id, an id with or without `@quantization`, `publisher/repository[:quantization]`, a file's name
 * or path, Ollama's `name:tag`. Where several quantizations fit, the one used last, else the one that was there first.
 */
export function findModel<M extends NamedModel>(models: readonly M[], name: string): M | undefined {
  const wanted = name.trim();
  const steps: ((model: M) => boolean)[] = [
    (model) => model.id === wanted,
    (model) => model.id === wanted.toLowerCase(),
    (model) => isAlias(model, wanted.toLowerCase()),
    (model) => model.files.some((file) => samePath(file.path, wanted)),
    (model) => isFileName(model, wanted),
    (model) => meansModel(model, wanted),
  ];
  for (const step of steps) {
    const found = models.filter(step);
    if (found.length > 0) return found.sort(byUse)[0];
  }
  return findByTag(models, wanted);
}

function byUse(a: NamedModel, b: NamedModel): number {
  return (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0) || a.modifiedAt - b.modifiedAt;
}

/** Ollama means `:latest` where no tag is named. */
function isAlias({ aliases = [] }: NamedModel, wanted: string): boolean {
  return aliases.some((alias) => alias.toLowerCase() === wanted || alias.toLowerCase() === `${wanted}:latest`);
}

function samePath(path: string, wanted: string): boolean {
  const normal = (text: string) => text.replace(/\\/g, '/').replace(/\/+$/, '');
  return normal(path) === normal(wanted);
}

function isFileName(model: NamedModel, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return model.files.some((file) => {
    const fileName = fileNameOf(file.path).toLowerCase();
    return fileName === lower || stemOf(fileName) === lower || `${lowerJoin(model.publisher, model.repository)}/${fileName}` === lower;
  });
}

function meansModel(model: NamedModel, wanted: string): boolean {
  const { base, quantization } = splitName(wanted.toLowerCase().replace(/^(?:https:\/\/)?(?:hf\.co|huggingface\.co)\//, ''));
  if (quantization !== undefined && quantization !== 'latest' && quantization !== model.quantization?.toLowerCase()) return false;
  const { withPublisher, base: id } = idParts(model.id);
  const repository = model.repository?.toLowerCase();
  const names = [withPublisher, id, model.name.toLowerCase(), repository, repository?.replace(/[-._]gguf$/, '')];
  const full = repository && [lowerJoin(model.publisher, repository), lowerJoin(model.publisher, repository.replace(/[-._]gguf$/, ''))];
  return [...names, ...(full || [])].includes(base);
}

/** Ollama's `llama3.2:1b-q4_K_M` for a model called `llama-3.2-1b-instruct`: the beginning must fit, and only one model. */
function findByTag<M extends NamedModel>(models: readonly M[], wanted: string): M | undefined {
  const { base, quantization: tag } = splitName(wanted.toLowerCase());
  if (tag === undefined) return undefined;
  const quantization = quantizationInName(tag);
  const size = tag === 'latest' || quantization?.toLowerCase() === tag ? '' : withoutQuantization(tag);
  const start = compact(base + size);
  if (start.length < 3) return undefined;
  const baseOf = (model: M) => compact(idParts(model.id).base);
  const found = models.filter(
    (model) => baseOf(model).startsWith(start) && (quantization === undefined || model.quantization === quantization),
  );
  const isOne = new Set(found.map(baseOf)).size === 1;
  return isOne ? found.sort(byUse)[0] : undefined;
}

/** An id without `@quantization` and number, with the publisher and without. */
function idParts(id: string): { withPublisher: string; base: string } {
  const withPublisher = id.replace(/~\d+$/, '').replace(/@[^@]*$/, '');
  return { withPublisher, base: withPublisher.slice(withPublisher.lastIndexOf('/') + 1) };
}

function splitName(name: string): { base: string; quantization: string | undefined } {
  const at = Math.max(name.lastIndexOf('@'), name.lastIndexOf(':'));
  return at <= 0 ? { base: name, quantization: undefined } : { base: name.slice(0, at), quantization: name.slice(at + 1) };
}

function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function lowerJoin(publisher: string | undefined, repository: string | undefined): string {
  return `${publisher ?? ''}/${repository ?? ''}`.toLowerCase();
}

/** As findModel. Throws model.not-found with the nearest names. */
export function requireModel<M extends NamedModel>(models: readonly M[], name: string): M {
  const model = findModel(models, name);
  if (model !== undefined) return model;
  const [nearest, ...further] = nearestNames(models, name);
  throw new AppError('model.not-found', `There is no model called ${name}`, {
    data: { name, ...(nearest && { nearest }), ...(further.length > 0 && { further }) },
  });
}

/** The ids closest to a name that means nothing, the nearest first: those that are close enough to be a slip. */
export function nearestNames(models: readonly NamedModel[], name: string, most = 3): string[] {
  const wanted = name.trim().toLowerCase();
  const distanceTo = (candidate: string) => (candidate.includes(wanted) && wanted.length >= 3 ? 1 : editDistance(candidate, wanted));
  const near = models.flatMap((model) => {
    const distances = [model.id, model.id.replace(/@[^@]*$/, ''), model.name.toLowerCase()].flatMap((candidate) => {
      const distance = distanceTo(candidate);
      return distance <= Math.max(2, candidate.length * 0.4) ? [distance] : [];
    });
    return distances.length === 0 ? [] : [{ id: model.id, distance: Math.min(...distances) }];
  });
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ id }) => id);
}
