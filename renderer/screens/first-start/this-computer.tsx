import { useTranslation } from 'react-i18next';
import { formatBytes, formatLargeCount } from '../../../shared/format.ts';
import type { Hardware } from '../../../shared/system.ts';
import { suitableBillions } from '../../components/suitable-size.ts';
import { useDisk } from '../../components/use-disk.ts';
import { useHardware } from '../../stores/system.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Step } from './step.tsx';

function useFacts(hardware: Hardware): string {
  const { t, i18n } = useTranslation();
  const disk = useDisk();
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const facts = [
    ...hardware.gpus.map((gpu) => t('firstStart.card', { name: gpu.name, size: size(gpu.memoryBytes) })),
    t('firstStart.memory', { size: size(hardware.memoryBytes) }),
    ...(disk ? [t('firstStart.disk', { size: size(disk.freeBytes) })] : []),
  ];
  return facts.join(t('firstStart.comma'));
}

function Sentence({ hardware }: { hardware: Hardware }) {
  const { t, i18n } = useTranslation();
  const facts = useFacts(hardware);
  const billions = suitableBillions(hardware);
  return (
    <p className="c2">
      {t('firstStart.facts', { facts })}
      {hardware.gpus.length === 0 && t('firstStart.noCard')}
      {billions === undefined ? t('firstStart.smallOnly') : t('firstStart.upTo', { size: formatLargeCount(i18n.language, billions * 1e9) })}
    </p>
  );
}

/** What this computer has, and the size of models that suits it. */
export function ThisComputer() {
  const { t } = useTranslation();
  const hardware = useHardware();
  return (
    <Step mark={hardware ? 'done' : 1} title={t('firstStart.thisComputer')}>
      {hardware ? (
        <Sentence hardware={hardware} />
      ) : (
        <p className="c2 row min-h-10">
          <Spinner />
          {t('firstStart.looking')}
        </p>
      )}
    </Step>
  );
}
