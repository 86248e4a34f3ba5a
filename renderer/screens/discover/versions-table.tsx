import { useTranslation } from 'react-i18next';
import { formatBytes, formatSpeed } from '../../../shared/format.ts';
import type { ModelPage, Version, VersionFit } from '../../../shared/hub.ts';
import { Fit } from '../../components/fit.tsx';
import { useModelPage } from '../../stores/hub-page.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { DownloadButton } from './download-button.tsx';

const groups = ['small', 'balanced', 'best'] as const;

function Speed({ fit }: { fit: VersionFit | undefined }) {
  const { t, i18n } = useTranslation();
  const speed = fit?.estimate?.speed;
  if (!speed) return '–';
  const number = formatSpeed(i18n.language, speed.tokensPerSecond);
  const rounded =
    speed.tokensPerSecond >= 10 ? formatSpeed(i18n.language, Math.round(speed.tokensPerSecond)).replace(/[.,]0$/, '') : number;
  const title = speed.basis === 'measured' ? t('discover.speed.measured') : t('discover.speed.expected');
  return (
    <span title={title}>
      {speed.basis === 'measured' ? rounded : t('discover.speed.about', { speed: rounded })}
      <span className="sr">{title}</span>
    </span>
  );
}

interface VersionRowProps {
  page: ModelPage;
  version: Version;
  fit: VersionFit | undefined;
  areFitsKnown: boolean;
  isRecommended: boolean;
}

function VersionRow({ page, version, fit, areFitsKnown, isRecommended }: VersionRowProps) {
  const { t, i18n } = useTranslation();
  const estimate = fit?.estimate;
  const reason = !version.isComplete
    ? t('discover.incomplete', { place: t(`discover.sources.${page.source}`) })
    : estimate?.fit === 'too-large'
      ? t('discover.tooLarge', { size: formatBytes(i18n.language, estimate.totalBytes) })
      : undefined;
  return (
    <tr>
      <td className="max-w-[220px]">
        <span className="row">
          <span className="m cut" title={version.files.map(({ path }) => path).join('\n')}>
            {version.id}
          </span>
          {version.files.length > 1 && <span className="c3 t-12">{t('discover.inFiles', { count: version.files.length })}</span>}
          {isRecommended && <Tag tone="accent">{t('discover.recommended')}</Tag>}
        </span>
      </td>
      <td className="c2 t-12 word">{version.quality && t(`discover.quality.${version.quality}`)}</td>
      <td className="fit-cell">
        {estimate ? (
          <Fit estimate={estimate} exact />
        ) : areFitsKnown || fit?.error ? (
          <span className="c3 t-12">{page.access ? t('discover.fitAfterLicence') : '–'}</span>
        ) : (
          <Skeleton width={110} className="inline-block!" />
        )}
      </td>
      <td className="r c2 speed">{estimate || areFitsKnown ? <Speed fit={fit} /> : null}</td>
      <td className="r">{formatBytes(i18n.language, version.sizeBytes)}</td>
      <td className="r">
        <DownloadButton
          modelRef={page}
          version={version}
          name={`${page.name} ${version.id}`}
          isPrimary={isRecommended}
          disabledReason={reason}
        />
      </td>
    </tr>
  );
}

/** The versions in three groups for people, one of them recommended; what each would be like here. */
export function VersionsTable({ page }: { page: ModelPage }) {
  const { t } = useTranslation();
  const fits = useModelPage((state) => state.fits);
  const areFitsKnown = useModelPage((state) => state.areFitsKnown);
  const recommendedId = useModelPage((state) => state.recommendedId);
  return (
    <div className="card px-3.5">
      <table className="table versions" aria-label={t('discover.versions')}>
        <thead>
          <tr>
            <th scope="col">{t('discover.columns.version')}</th>
            <th scope="col" className="word">
              {t('discover.columns.quality')}
            </th>
            <th scope="col">{t('discover.columns.fit')}</th>
            <th scope="col" className="r speed">
              {t('discover.columns.speed')}
            </th>
            <th scope="col" className="r">
              {t('discover.columns.size')}
            </th>
            <th scope="col">
              <span className="sr">{t('discover.columns.action')}</span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => {
          const versions = page.versions.filter((version) => version.group === group);
          if (versions.length === 0) return null;
          return (
            <tbody key={group}>
              <tr className="kind">
                <th scope="rowgroup" colSpan={6}>
                  <span className="b text-text">{t(`discover.groups.${group}`)}</span>{' '}
                  <span className="c3 t-12 ml-1.5 font-normal">{t(`discover.groups.${group}Hint`)}</span>
                </th>
              </tr>
              {versions.map((version) => (
                <VersionRow
                  key={version.id}
                  page={page}
                  version={version}
                  fit={fits[version.id]}
                  areFitsKnown={areFitsKnown}
                  isRecommended={version.id === recommendedId}
                />
              ))}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

/** Files for pictures, apart: they work only beside one of the versions. */
export function Projectors({ page }: { page: ModelPage }) {
  const { t, i18n } = useTranslation();
  if (page.projectors.length === 0) return null;
  return (
    <section className="mt-[22px]">
      <h2 className="h">{t('discover.projectors')}</h2>
      <p className="hint mb-2">{t('discover.projectorsHint')}</p>
      <ul className="card px-3.5">
        {page.projectors.map((version) => (
          <li key={version.id} className="row h-9 border-line border-t first:border-t-0">
            <span className="m cut grow">{version.id}</span>
            <span className="num">{formatBytes(i18n.language, version.sizeBytes)}</span>
            <DownloadButton modelRef={page} version={version} name={`${page.name} ${version.id}`} isPrimary={false} />
          </li>
        ))}
      </ul>
    </section>
  );
}
