/** Models that programs fetch: through the same queue as everybody's downloads, where a person sees and stops them. */
import type { Download } from '../../shared/downloads.ts';
import { AppError } from '../../shared/errors.ts';
import { findModelAddress, type ModelAddress } from '../../shared/model-address.ts';
import type { ApiParts } from './dialect.ts';
import { ApiError, fromWire } from './http/api-error.ts';

/** The download's id, or the id of a model that is here already. Throws ApiError and AppError hub.*. */
export async function startDownload(
  { downloads, hub }: Pick<ApiParts, 'downloads' | 'hub'>,
  name: string,
): Promise<{ id: string } | { modelId: string }> {
  const address = findModelAddress(name.replace(/:latest$/, ''));
  if (!address) {
    const hint = 'Write a repository of Hugging Face, as in hf.co/owner/name:Q4_K_M';
    throw new ApiError('invalid', `"${name}" is no model's address. ${hint}; other registries are not read.`, { param: 'model' });
  }
  const versionId = await findVersion(hub, address);
  const { source, repository } = address;
  try {
    return await downloads.add({ source, repository, ...(versionId !== undefined && { versionId }) });
  } catch (error) {
    const modelId = error instanceof AppError && error.code === 'model.exists' ? error.data?.modelId : undefined;
    if (typeof modelId !== 'string') throw error;
    return { modelId };
  }
}

async function findVersion(hub: ApiParts['hub'], { source, repository, versionId, filePath }: ModelAddress): Promise<string | undefined> {
  if (filePath === undefined) return versionId;
  const { versions, projectors } = await hub.describe({ source, repository });
  const version = [...versions, ...projectors].find(({ files }) => files.some(({ path }) => path === filePath));
  if (version) return version.id;
  throw new ApiError('not-found', `${repository} has no ${filePath}.`, { param: 'model' });
}

/** The download as it is, then as it changes, until it is done. One that was paused or had failed goes on. Throws ApiError. */
export async function* followDownload(downloads: ApiParts['downloads'], id: string, signal: AbortSignal): AsyncGenerator<Download, void> {
  let isFirst = true;
  for await (const list of downloads.watch(signal)) {
    const download = list.downloads.find((candidate) => candidate.id === id);
    if (!download) throw new ApiError('conflict', 'The download was cancelled.');
    const { state } = download;
    if (isFirst && (state.type === 'paused' || state.type === 'failed')) goOn(downloads, id);
    else if (state.type === 'failed') throw fromWire(state.error);
    isFirst = false;
    yield download;
    if (state.type === 'done') return;
  }
}

function goOn(downloads: ApiParts['downloads'], id: string): void {
  try {
    downloads.resume({ id });
  } catch {
    // It has just ended or gone on by itself, and the next state says so.
  }
}

/** As it is now; undefined for one that nobody knows. */
export async function findDownload(downloads: ApiParts['downloads'], id: string): Promise<Download | undefined> {
  for await (const list of downloads.watch()) return list.downloads.find((candidate) => candidate.id === id);
  return undefined;
}
