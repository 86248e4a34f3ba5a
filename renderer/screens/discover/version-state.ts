import type { Download } from '../../../shared/downloads.ts';
import type { Version } from '../../../shared/hub.ts';
import type { Model } from '../../../shared/models.ts';
import type { ModelRef } from '../../stores/hub-page.ts';

export type VersionState = { type: 'none' } | { type: 'library'; model: Model } | { type: 'download'; download: Download };

const fileName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();

const isOf = (ref: ModelRef, other: { source: string; repository: string } | undefined): boolean =>
  other?.source === ref.source && other.repository.toLowerCase() === ref.repository.toLowerCase();

/** Whether a version is in the library already or on its way; a download that is under way comes first. */
export function versionState(
  ref: ModelRef,
  version: Pick<Version, 'id' | 'files'>,
  known: { models: readonly Model[]; downloads: readonly Download[] },
): VersionState {
  const download = known.downloads.find((one) => isOf(ref, one) && one.versionId === version.id && one.state.type !== 'done');
  if (download) return { type: 'download', download };
  const first = version.files[0];
  const model = known.models.find(
    (one) =>
      isOf(ref, one.origin) && !one.broken && first !== undefined && one.files[0] && fileName(one.files[0].path) === fileName(first.path),
  );
  return model ? { type: 'library', model } : { type: 'none' };
}
