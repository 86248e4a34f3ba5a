import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostClient } from '../../../shared/contract.ts';
import { formatBytes, formatParameters } from '../../../shared/format.ts';
import { FitMark } from '../../components/fit.tsx';
import { host } from '../../rpc.ts';
import { openModel } from '../../stores/hub-page.ts';
import { useHardware } from '../../stores/system.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AbilityIcons } from './abilities.tsx';
import { Avatar } from './found-row.tsx';

type Recommended = Awaited<ReturnType<HostClient['hub']['recommend']>>[number];

/** At most three for this computer and language; empty where none could be chosen. */
function useRecommended(): readonly Recommended[] | undefined {
  const { i18n } = useTranslation();
  const hardware = useHardware();
  const [models, setModels] = useState<readonly Recommended[]>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the graphics card decides too
  useEffect(() => {
    let isGone = false;
    void host()
      .then((client) => client.hub.recommend({ language: i18n.language === 'zh-CN' ? 'zh-CN' : 'en' }))
      .then(
        (list) => isGone || setModels(list),
        () => isGone || setModels([]),
      );
    return () => {
      isGone = true;
    };
  }, [i18n.language, hardware]);
  return models;
}

function StartSkeleton() {
  return (
    <div className="mx-auto max-w-[640px] px-7 pt-[12vh]" aria-hidden="true">
      <Skeleton width={180} height={18} />
      <Skeleton width={280} className="mt-3.5 mb-6" />
      <Skeleton height={190} />
    </div>
  );
}

/** Nothing chosen yet: what suits this computer. */
export function StartPage() {
  const { t, i18n } = useTranslation();
  const models = useRecommended();
  const hasCard = (useHardware()?.gpus.length ?? 0) > 0;
  if (models === undefined) return <StartSkeleton />;
  if (models.length === 0) return <EmptyState className="pt-32!" title={t('discover.startTitle')} text={t('discover.startText')} />;
  return (
    <div className="mx-auto max-w-[640px] px-7 pt-[12vh] pb-10">
      <h2 className="b text-[20px]/7 tracking-[-0.01em]">{t('discover.forThisComputer')}</h2>
      <p className="c2 mt-1 mb-4">{t('discover.forThisComputerText')}</p>
      <ul className="card">
        {models.map((model) => (
          <li key={model.repository} className="border-line border-t first:border-t-0">
            <button
              type="button"
              className="flex w-full items-center gap-3 px-3.5 py-3 text-left hover:bg-hover"
              onClick={() => openModel(model)}
            >
              <Avatar name={model.name} />
              <span className="col grow">
                <span className="row gap-[7px]">
                  <span className="m cut">{model.name}</span>
                  <AbilityIcons abilities={model.goodAt} />
                </span>
                <span className="t-12 c2">{model.summary}</span>
              </span>
              <span className="col items-end gap-0.5">
                <FitMark outcome={{ fit: model.fit, hasCard }} />
                <span className="t-12 c3 num row dots gap-1.5 whitespace-nowrap">
                  <span>{formatParameters(i18n.language, model.parameterCount)}</span>
                  <span>{formatBytes(i18n.language, model.sizeBytes)}</span>
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
