/** What is known of a whole model from what is known of its files: where it came from, whether it is as it should be. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { SourceId } from '../../../shared/hub.ts';
import type { Model } from '../../../shared/models.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import type { ChunkHashes, ChunkHashStore } from './chunk-hashes.ts';
import type { FileFacts, FileFactsStore, UpstreamState } from './file-facts.ts';
import { partNames } from './scan.ts';

/** Enough to ask the source about a model again, and to fetch any of its files again. */
export interface KnownOrigin {
  source: SourceId;
  repository: string;
  /** The commit, where known. */
  revision: string | undefined;
  /** All of them, also those that are missing here. */
  files: {
    path: string;
    /** As on the hub, with its folders. */
    fileName: string;
    /** Lower-case hex; undefined: the source does not tell, or the file is missing and was never here. */
    expectedSha256: string | undefined;
    sizeBytes: number | undefined;
  }[];
}

const webHosts: Record<SourceId, string> = {
  'hugging-face': 'https://huggingface.co',
  'model-scope': 'https://modelscope.cn/models',
};

/** What a broken file lacks must not hide where it came from; another whole file in its place does. */
function factsOf(model: Model, path: string, sizeBytes: number, store: FileFactsStore): FileFacts | undefined {
  const facts = store.recorded(path);
  return facts?.sizeBytes === sizeBytes || model.broken !== undefined ? facts : undefined;
}

/** Throws model.no-origin. */
export function originOf(model: Model, store: FileFactsStore): KnownOrigin {
  const sizes = new Map(model.files.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const paths = [...new Set([...model.files.map(({ path }) => path), ...partNames(model.files[0]?.path ?? '')])];
  const known = paths.map((path) => ({ path, facts: factsOf(model, path, sizes.get(path) ?? 0, store) }));
  const origin = known.find(({ facts }) => facts?.origin !== undefined)?.facts?.origin;
  if (origin === undefined) {
    throw new AppError('model.no-origin', `Nobody knows where ${model.name} came from`, { data: { name: model.name } });
  }
  const { source, repository, revision } = origin;
  const folder = origin.fileName.slice(0, origin.fileName.lastIndexOf('/') + 1);
  const files = known.map(({ path, facts }) => ({
    path,
    fileName: facts?.origin?.fileName ?? `${folder}${basename(path)}`,
    expectedSha256: facts?.expectedSha256,
    sizeBytes: facts?.sizeBytes,
  }));
  return { source, repository, revision, files };
}

/** The model with what its files are known by. */
export function withFacts(model: Model, store: FileFactsStore): Model {
  const facts = model.files.map(({ path, sizeBytes }) => factsOf(model, path, sizeBytes, store));
  const [first] = facts;
  // A file that changed is newer than what is known of it.
  const isUnchanged = Math.max(...facts.map((file) => file?.modifiedAt ?? 0)) === model.modifiedAt;
  const verified = facts.map((file) => (isUnchanged ? file?.verifiedAt : undefined));
  const wrongFiles = facts.flatMap((file) => (isUnchanged && file !== undefined && isWrong(file) ? [file.path] : []));
  const origin = first?.origin;
  return {
    ...model,
    ...withoutUndefined({
      origin: origin && {
        source: origin.source,
        repository: origin.repository,
        ...withoutUndefined({ revision: origin.revision }),
        webUrl: `${webHosts[origin.source]}/${origin.repository}`,
      },
      verifiedAt: verified.every((time) => time !== undefined) ? Math.min(...verified) : undefined,
      wrongFiles: wrongFiles.length > 0 ? wrongFiles : undefined,
      upstream: first?.upstream,
    }),
  };
}

function isWrong({ sha256, expectedSha256 }: FileFacts): boolean {
  return sha256 !== undefined && expectedSha256 !== undefined && sha256 !== expectedSha256;
}

/** `sha256` undefined: the source tells none, and only the size was checked. */
export interface DownloadedFiles {
  source: SourceId;
  repository: string;
  revision: string;
  files: {
    path: string;
    fileName: string;
    sizeBytes: number;
    sha256: string | undefined;
    /** Of a checked file, where known. */
    chunks?: ChunkHashes | undefined;
  }[];
}

/** Downloaded files: what they are and where they came from. With a hash they were checked. */
export async function recordDownloaded(
  { source, repository, revision, files }: DownloadedFiles,
  { facts, chunks: chunkHashes }: { facts: FileFactsStore; chunks: ChunkHashStore },
): Promise<void> {
  for (const { path, fileName, sha256, chunks } of files) {
    const { size, mtimeMs } = await stat(path);
    if (sha256 !== undefined && chunks !== undefined) chunkHashes.put(sha256, chunks);
    facts.put({
      ...{ path, sizeBytes: size, modifiedAt: Math.round(mtimeMs), sha256, expectedSha256: sha256 },
      origin: { source, repository, revision, fileName },
      verifiedAt: sha256 === undefined ? undefined : Date.now(),
      upstream: undefined,
    });
  }
}

/** What a look at the source said, of all files of the model. */
export function recordUpstream(model: Model, state: UpstreamState, store: FileFactsStore): void {
  const upstream = { state, checkedAt: Date.now() };
  for (const { path } of model.files) {
    const facts = store.recorded(path);
    if (facts !== undefined) store.put({ ...facts, upstream });
  }
}
