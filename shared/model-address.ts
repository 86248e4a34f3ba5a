/** The names by which people and programs ask for a model that is elsewhere. */
import type { SourceId } from './hub.ts';

export interface ModelAddress {
  source: SourceId;
  /** owner/name */
  repository: string;
  /** A quantization, or a version's id. */
  versionId: string | undefined;
  /** One file of the repository, from an address that names it: the version that it belongs to is meant. */
  filePath: string | undefined;
}

const hosts: Record<string, SourceId> = {
  'huggingface.co': 'hugging-face',
  'www.huggingface.co': 'hugging-face',
  'hf.co': 'hugging-face',
  'hf-mirror.com': 'hugging-face',
  'modelscope.cn': 'model-scope',
  'www.modelscope.cn': 'model-scope',
  'modelscope.ai': 'model-scope',
  'www.modelscope.ai': 'model-scope',
};

/**
 * `owner/name`, with `:quantization` or `@quantization`, alone or behind hf.co/ or a page's address on Hugging Face or ModelScope.
 * Undefined where it is none.
 */
export function findModelAddress(typed: string): ModelAddress | undefined {
  const [, host, path = ''] = /^(?:https?:\/\/)?(?:([^/]+\.[a-z]+)\/(?=[^/]+\/))?(.*)$/i.exec(typed.trim()) ?? [];
  const source = host === undefined ? 'hugging-face' : hosts[host.toLowerCase()];
  if (source === undefined || (host === undefined && /^https?:/i.test(typed))) return undefined;
  const [pathOnly = '', ...tagParts] = path
    .replace(/^models\//, '')
    .replace(/[?#].*$/, '')
    .split(/[:@]/);
  const [owner = '', name = '', ...rest] = pathOnly.replace(/\/+$/, '').split('/');
  const repository = `${owner}/${name}`;
  if (!/^\w[\w.-]*\/\w[\w.-]*$/.test(repository) || tagParts.length > 1) return undefined;
  const [tag] = tagParts;
  if (tag === '' || !isDecodable(pathOnly)) return undefined;
  if (host === undefined && rest.length > 0 && !isPage(rest)) return undefined;
  return { source, repository, versionId: tag, filePath: findFile(rest) };
}

/** Pages of a repository begin so; what else stands behind owner/name would be read as nothing, and another file be fetched. */
function isPage([kind = '']: string[]): boolean {
  return ['blob', 'resolve', 'raw', 'tree'].includes(kind);
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** The path behind blob/main/ or resolve/main/. */
function findFile([kind = '', revision, ...path]: string[]): string | undefined {
  if (!['blob', 'resolve', 'raw'].includes(kind) || revision === undefined || path.length === 0) return undefined;
  return decodeURIComponent(path.join('/'));
}
