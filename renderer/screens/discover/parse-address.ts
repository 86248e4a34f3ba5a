import type { SourceId } from '../../../shared/hub.ts';

export interface ModelAddress {
  source: SourceId;
  repository: string;
}

const hosts: Record<string, SourceId> = {
  'huggingface.co': 'hugging-face',
  'hf.co': 'hugging-face',
  'hf-mirror.com': 'hugging-face',
  'modelscope.cn': 'model-scope',
};

const name = '[A-Za-z0-9][\\w.-]*';
const plain = new RegExp(`^(${name}/${name})$`);
/** Pages of a model's own files, discussions and so on lead to the model too. */
const web = new RegExp(`^(?:https?://)?(?:www\\.)?([a-z.-]+)/(?:models/)?(${name}/${name})(?:[/?#:].*)?$`, 'i');
/** First parts of addresses that are no publisher. */
const notPublishers = new Set(['models', 'datasets', 'spaces', 'docs', 'blog', 'papers', 'collections', 'organization']);

/**
 * The model that a pasted address names: a web page of a known host, or `owner/name`, which is looked for where one is searching.
 * Undefined where it is neither.
 */
export function parseAddress(text: string, searched: SourceId): ModelAddress | undefined {
  const trimmed = text.trim();
  const [, hostName = '', onHost] = web.exec(trimmed) ?? [];
  const source = hosts[hostName.toLowerCase()];
  if (source && onHost) return notPublishers.has(onHost.split('/')[0] ?? '') ? undefined : { source, repository: onHost };
  const [, repository] = plain.exec(trimmed) ?? [];
  return repository ? { source: searched, repository } : undefined;
}

const hostNames = Object.keys(hosts).join('|').replaceAll('.', '\\.');
const webStart = new RegExp(`^https?://|^(?:www\\.)?(?:${hostNames})/`, 'i');

/** It can only be an address: there is no need to wait for Enter. */
export const isWebAddress = (text: string): boolean => webStart.test(text.trim());
