/** From what a person wants to what is to be fetched: which version, which files, and whether they are here already. */
import { randomUUID } from 'node:crypto';
import type { Fit } from '../../../shared/engine.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ModelPage, SourceId, Version } from '../../../shared/hub.ts';
import type { Model } from '../../../shared/models.ts';
import { findVersion, recommendVersion } from '../../../shared/versions.ts';
import type { HubService } from '../hub/hub.ts';
import type { KnownOrigin, ModelsService } from '../models/models.ts';
import { checkInside, folderOf, targetOf } from './paths.ts';
import type { DownloadRow } from './rows.ts';

/** `versionId` unset: the recommended one; else a version's id, or a quantization in any case. */
export interface AddWish {
  source: SourceId;
  endpoint?: string | undefined;
  repository: string;
  versionId?: string | undefined;
}

interface PlanOptions {
  hub: Pick<HubService, 'describe' | 'fits'>;
  models: Pick<ModelsService, 'defaultFolder' | 'library' | 'originOf' | 'ready'>;
}

/** How long a recommendation waits for the headers of remote files. */
const fitsMs = 15_000;

/** The row for a wish; failed at once where the person must sign in or ask for access first. Throws hub.* and download.unsafe-name. */
export async function planDownload(wish: AddWish, { hub, models }: PlanOptions): Promise<DownloadRow> {
  const page = await hub.describe(wish);
  const { source, repository, revision, name } = page;
  const version = await chooseVersion(wish, page, hub);
  const folder = folderOf(models.defaultFolder, repository);
  const files = version.files.map((file) => ({ ...file, target: targetOf(folder, file.path) }));
  for (const { target } of files) await checkInside(models.defaultFolder, target);
  const error = accessError(page);
  return {
    ...{ id: randomUUID(), position: 0, kind: 'add', endpoint: wish.endpoint ?? '', source, repository, revision, name },
    ...{ versionId: version.id, quantization: version.quantization, files, folder, isVerified: false, addedAt: Date.now() },
    state: error === undefined ? 'queued' : 'failed',
    ...(error && { error: error.toWire() }),
  };
}

async function chooseVersion(wish: AddWish, page: ModelPage, hub: PlanOptions['hub']): Promise<Version> {
  const { repository, versions, projectors } = page;
  const wanted = wish.versionId;
  const found =
    wanted === undefined
      ? recommendVersion(versions, await readFits(wish, versions, hub))
      : (findVersion(versions, wanted) ?? findVersion(projectors, wanted));
  if (found?.isComplete) return found;
  const available = versions.filter(({ isComplete }) => isComplete).map(({ id }) => id);
  throw new AppError('hub.no-version', `${repository} has no ${wanted ?? 'version that suits this computer'}`, {
    data: { repository, ...(wanted !== undefined && { wanted }), available },
  });
}

/** What could be found out in time. */
async function readFits(wish: AddWish, versions: readonly Version[], hub: PlanOptions['hub']): Promise<Map<string, Fit>> {
  const known = new Map<string, Fit>();
  if (versions.length < 2) return known;
  try {
    for await (const fits of hub.fits(wish, AbortSignal.timeout(fitsMs))) {
      for (const { versionId, estimate } of fits) if (estimate) known.set(versionId, estimate.fit);
    }
  } catch {
    // The version nearest to the usual one is a good choice, too.
  }
  return known;
}

function accessError({ access, repository, webUrl: url }: ModelPage): AppError | undefined {
  if (access === undefined) return undefined;
  const [code, todo] = access === 'sign-in' ? (['hub.sign-in-needed', 'signing in'] as const) : (['hub.access-needed', 'access'] as const);
  return new AppError(code, `${repository} needs ${todo}`, { data: { repository, url } });
}

/** Throws model.exists when a sound model of the library has the same bytes, or the same files of the same repository. */
export async function checkNotHere(row: DownloadRow, models: PlanOptions['models']): Promise<void> {
  await models.ready;
  const model = models.library().models.find((candidate) => isSound(candidate) && isSame(row, originOf(candidate, models)));
  if (model === undefined) return;
  throw new AppError('model.exists', `${model.name} is in the library`, { data: { name: model.name, modelId: model.id } });
}

const isSound = ({ broken, wrongFiles }: Model): boolean => broken === undefined && wrongFiles === undefined;

function originOf(model: Model, models: PlanOptions['models']): KnownOrigin | undefined {
  try {
    return models.originOf(model.id);
  } catch {
    return undefined;
  }
}

function isSame({ source, repository, files }: DownloadRow, origin: KnownOrigin | undefined): boolean {
  if (origin?.files.length !== files.length) return false;
  const isSameRepository = origin.source === source && origin.repository === repository;
  return files.every(({ path, sizeBytes, sha256 }) =>
    origin.files.some((known) => {
      if (sha256 !== undefined && known.expectedSha256 !== undefined) return known.expectedSha256 === sha256;
      return isSameRepository && known.fileName === path && known.sizeBytes === sizeBytes;
    }),
  );
}
