/** How each version of a model would do on this computer, from the real headers of its files, as they become known. */
import type { Estimate } from '../../../shared/engine.ts';
import { AppError } from '../../../shared/errors.ts';
import type { GgufHeader } from '../../../shared/gguf.ts';
import type { Version, VersionFit } from '../../../shared/hub.ts';
import { recommendVersion } from '../../../shared/versions.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ModelSource } from './model-source.ts';
import type { RemoteHeaders } from './remote-header.ts';

/** The part of the engine that reckons. */
export interface HeaderEstimator {
  estimateHeader(wish: { modelId: string; header: GgufHeader; contextLength: number | undefined }): Promise<Estimate>;
}

export interface FitsOptions {
  headers: Pick<RemoteHeaders, 'read'>;
  engine: HeaderEstimator;
  logger: Pick<Logger, 'error'>;
}

/** A repository's versions at one commit. */
export interface FitsWish {
  source: ModelSource;
  repository: string;
  revision: string;
  versions: readonly Version[];
}

/** Headers that are read at the same time. */
const atOnce = 3;
/** What goes wrong for one version and would for all the others. */
const forAll = new Set<string>([
  'hub.unreachable',
  'hub.portal',
  'hub.rate-limited',
  'hub.sign-in-needed',
  'hub.access-needed',
  'hub.token-refused',
]);

/** All versions without estimates, then all again each time one more is known; what goes wrong is said per version. */
export async function* watchFits(
  options: FitsOptions,
  wish: FitsWish,
  signal?: AbortSignal,
): AsyncGenerator<VersionFit[], void, undefined> {
  const left = new AbortController();
  const run = new FitsRun(options, wish, signal ? AbortSignal.any([left.signal, signal]) : left.signal);
  try {
    yield run.fits;
    const queue = inOrder(wish.versions);
    const active = new Set<Promise<void>>();
    let judged = 0;
    const next = (version: Version) => {
      const work: Promise<void> = run.judge(version).finally(() => {
        judged += 1;
        active.delete(work);
      });
      active.add(work);
    };
    // A slow reader is shown several at once.
    for (let shown = 0; shown < wish.versions.length; shown = judged) {
      if (shown > 0) yield run.fits;
      // The first is read alone: the others are read with its help.
      for (const version of queue.splice(0, (shown === 0 ? 1 : atOnce) - active.size)) next(version);
      if (judged === shown) await Promise.race(active);
      if (signal?.aborted) return;
    }
    if (judged > 0) yield run.fits;
  } finally {
    left.abort();
  }
}

class FitsRun {
  readonly #options: FitsOptions;
  readonly #wish: FitsWish;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, VersionFit>();
  #like: GgufHeader | undefined;
  #failure: AppError | undefined;

  constructor(options: FitsOptions, wish: FitsWish, signal: AbortSignal) {
    this.#options = options;
    this.#wish = wish;
    this.#signal = signal;
  }

  get fits(): VersionFit[] {
    return this.#wish.versions.map(({ id }) => this.#known.get(id) ?? { versionId: id });
  }

  /** Never rejects. */
  async judge(version: Version): Promise<void> {
    const { id: versionId } = version;
    try {
      this.#known.set(versionId, { versionId, estimate: await this.#estimate(version) });
    } catch (error) {
      if (this.#signal.aborted) return;
      if (!(error instanceof AppError)) return this.#options.logger.error('A version could not be judged', { versionId, error });
      if (forAll.has(error.code)) this.#failure ??= error;
      this.#known.set(versionId, { versionId, error: error.toWire() });
    }
  }

  async #estimate(version: Version): Promise<Estimate> {
    const { headers, engine } = this.#options;
    const { source, repository, revision } = this.#wish;
    if (!version.isComplete) throw new AppError('model.broken', 'Parts are missing on the hub', { data: { reason: 'missing-parts' } });
    if (this.#failure) throw this.#failure;
    const model = { source, repository, revision, files: version.files };
    const header = await headers.read(model, { like: this.#like, signal: this.#signal });
    this.#like ??= header;
    return engine.estimateHeader({ modelId: `${repository}:${version.id}`, header, contextLength: contextLengthOf(header) });
  }
}

/** The recommended one first, split ones last: they help nobody else. */
function inOrder(versions: readonly Version[]): Version[] {
  const recommended = recommendVersion(versions);
  const place = (version: Version) => (version === recommended ? 0 : version.files.length === 1 ? 1 : 2);
  return versions.toSorted((a, b) => place(a) - place(b));
}

function contextLengthOf({ metadata }: GgufHeader): number | undefined {
  const architecture = metadata['general.architecture'];
  const length = metadata[`${String(architecture)}.context_length`];
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : undefined;
}
