/** What Hugging Face tells of a model, in our words; and what we ask, in its words. */
import type { FoundModel, SearchQuery } from '../../../shared/hub.ts';
import { abilitiesOf, parametersInName, publisherOf, repositoryName } from '../../../shared/hub-names.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';

/** What modelInfo and listModels hand through of the API's answer. */
export interface ToldModel {
  name: string;
  task?: string | undefined;
  gated?: false | 'auto' | 'manual' | undefined;
  downloads?: number | undefined;
  likes?: number | undefined;
  updatedAt?: Date | undefined;
  tags?: string[] | undefined;
  sha?: string | undefined;
  gguf?: { total?: number; architecture?: string; context_length?: number; chat_template?: string } | undefined;
  safetensors?: { total?: number } | undefined;
}

/** Passed straight through by the library, which does not know all of them. */
export const toldFields = ['tags', 'gguf', 'safetensors', 'sha'] as never[];

/** `publisher/name`. */
export const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;

/** Undefined for names without a publisher (`gpt2`): nothing here is called so. */
export function toFoundModel(told: ToldModel): FoundModel | undefined {
  if (!repositoryPattern.test(told.name) || told.name.length > 200) return undefined;
  const tags = tagsOf(told);
  const parameterCount = countOf(told.gguf?.total) ?? countOf(told.safetensors?.total) ?? parametersInName(told.name);
  const isGguf = told.gguf !== undefined || tags.includes('gguf');
  return withoutUndefined({
    source: 'hugging-face' as const,
    repository: told.name,
    publisher: publisherOf(told.name),
    name: repositoryName(told.name),
    format: isGguf ? ('gguf' as const) : ('safetensors' as const),
    parameterCount,
    architecture: typeof told.gguf?.architecture === 'string' ? told.gguf.architecture : undefined,
    contextLength: countOf(told.gguf?.context_length),
    downloads: countOf(told.downloads),
    likes: countOf(told.likes),
    updatedAt: countOf(told.updatedAt?.getTime()),
    licence: valueOfTag(tags, 'license'),
    goodAt: abilitiesOf({ tags: [...tags, String(told.task ?? '')], chatTemplate: textOf(told.gguf?.chat_template) }),
    isGated: told.gated !== undefined && told.gated !== false,
  });
}

/** Those that are words; a hub may send anything. */
export function tagsOf({ tags }: Pick<ToldModel, 'tags'>): string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `base_model:quantized:Qwen/Qwen3-8B` beside `base_model:Qwen/Qwen3-8B`. */
export function baseModelOf(tags: readonly string[]): string | undefined {
  const value = tags.find((tag) => tag.startsWith('base_model:'));
  return value?.slice(value.lastIndexOf(':') + 1) || undefined;
}

function valueOfTag(tags: readonly string[], name: string): string | undefined {
  return tags.find((tag) => tag.startsWith(`${name}:`))?.slice(name.length + 1) || undefined;
}

/** What the source cannot choose by itself is chosen here: abilities come from chat templates as well as from tags. */
export function isWanted(model: FoundModel, query: Pick<SearchQuery, 'goodAt' | 'parameterRange' | 'format'>): boolean {
  const { least = 0, most = Number.POSITIVE_INFINITY } = query.parameterRange ?? {};
  const isInRange = query.parameterRange === undefined || isBetween(model.parameterCount, least, most);
  return isInRange && model.format === query.format && query.goodAt.every((ability) => model.goodAt.includes(ability));
}

function isBetween(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}

/** What a hub tells as a number; undefined for everything that is none, or is below zero. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : value === 0 ? 0 : undefined;
}
