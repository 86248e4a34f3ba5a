/**
 * Headers of GGUF files that lie on a hub. One of a repository is read whole; of the others, where they are alike, only the piece
 * that differs: the list of tensors.
 */
import { AppError } from '../../../shared/errors.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { VersionFile } from '../../../shared/hub.ts';
import type { Http } from '../../lib/http.ts';
import type { ModelSource } from './model-source.ts';
import { compactMetadata, RemoteHeaderCache } from './remote-header-cache.ts';
import { HeaderParser } from './remote-header-parser.ts';
import { RemoteFile, type RemoteFileOptions } from './remote-header-range.ts';
import { windowOf } from './remote-header-tensors.ts';

/** Which files, and at which commit. */
export interface RemoteModel {
  source: ModelSource;
  repository: string;
  revision: string;
  /** In order, if it is split. */
  files: readonly VersionFile[];
}

export interface RemoteHeadersOptions extends Pick<RemoteFileOptions, 'retryMs' | 'stallMs'> {
  http: Pick<Http, 'fetch' | 'describeFailure'>;
  /** header-worker: built, or its source. */
  workerFile: string;
  /** Where headers are kept. */
  folder: string;
}

/** The first read holds most headers with a small vocabulary; the longest vocabularies take some twenty megabytes. */
const firstReadBytes = 1024 * 1024;
const mostReadBytes = 64 * 1024 * 1024;

export class RemoteHeaders {
  readonly #options: RemoteHeadersOptions;
  readonly #parser: HeaderParser;
  readonly #cache: RemoteHeaderCache;

  constructor(options: RemoteHeadersOptions) {
    this.#options = options;
    this.#parser = new HeaderParser(options.workerFile);
    this.#cache = new RemoteHeaderCache(options.folder);
  }

  /**
   * The header of a model, of all its parts together, with the metadata that an estimate needs. `like`: the header of another version
   * of it. Throws hub.*, download.changed, model.broken.
   */
  async read(model: RemoteModel, options: { like?: GgufHeader | undefined; signal?: AbortSignal | undefined } = {}): Promise<GgufHeader> {
    const key = keyOf(model);
    const kept = await this.#cache.get(key);
    if (kept) return kept;
    const headers: GgufHeader[] = [];
    for (const file of model.files) {
      const like = model.files.length === 1 ? options.like : undefined;
      headers.push(await this.#readFile(model, file, { ...options, like }));
    }
    const header = join(headers);
    await this.#cache.put(key, header);
    return header;
  }

  dispose(): void {
    this.#parser.dispose();
  }

  async #readFile(
    model: RemoteModel,
    { path, sizeBytes }: VersionFile,
    { like, signal }: { like: GgufHeader | undefined; signal?: AbortSignal | undefined },
  ): Promise<GgufHeader> {
    const { source, repository, revision } = model;
    const { http, retryMs, stallMs } = this.#options;
    if (sizeBytes === 0) throw new AppError('model.broken', 'The file is empty', { data: { reason: 'not-gguf' } });
    const file = new RemoteFile({
      ...{ http, sizeBytes, retryMs, stallMs },
      resolve: (on) => source.resolve({ repository, revision, path }, on),
    });
    const reading = this.#parser.read(sizeBytes);
    try {
      if (like) {
        const { start, end } = windowOf(like, sizeBytes);
        const found = start < end ? await reading.find(await file.read(start, end, signal), start, like) : undefined;
        if (found) return { ...like, ...found };
      }
      for (let [at, end] = [0, Math.min(firstReadBytes, sizeBytes)]; ; ) {
        const answer = await reading.append(await file.read(at, end, signal));
        if (answer.type === 'header') return answer.header;
        const next = Math.min(Math.max(answer.atLeastBytes, end * 2), sizeBytes, Math.max(mostReadBytes, answer.atLeastBytes));
        if (answer.atLeastBytes > sizeBytes)
          throw new AppError('model.broken', 'Ends within its header', { data: { reason: 'truncated' } });
        if (answer.atLeastBytes > mostReadBytes)
          throw new AppError('model.broken', 'An endless header', { data: { reason: 'bad-metadata' } });
        [at, end] = [end, next];
      }
    } finally {
      reading.end();
    }
  }
}

function keyOf({ source, repository, revision, files }: RemoteModel): string {
  const hashes = files.map(({ sha256 }) => sha256);
  if (hashes.every((hash) => hash !== undefined)) return hashes.join(' ');
  return [source.id, repository, revision, ...files.map(({ path, sizeBytes }) => `${sizeBytes} ${path}`)].join('\n');
}

/** The first part has the metadata, every part its own tensors. Throws model.broken where parts do not belong together. */
function join(headers: readonly GgufHeader[]): GgufHeader {
  const [first] = headers;
  if (first === undefined) throw new AppError('model.broken', 'No files', { data: { reason: 'missing-parts' } });
  const { 'split.count': count, 'split.tensors.count': tensorCount } = first.metadata;
  const tensors = headers.flatMap((header) => header.tensors);
  const isWhole =
    (typeof count !== 'number' || count <= 1 || count === headers.length) &&
    (typeof tensorCount !== 'number' || tensorCount === tensors.length);
  if (!isWhole) throw new AppError('model.broken', 'Parts are missing', { data: { reason: 'missing-parts' } });
  return { ...first, metadata: compactMetadata(first.metadata), tensors };
}
