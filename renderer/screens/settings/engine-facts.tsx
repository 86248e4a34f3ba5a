import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format.ts';
import type { Hardware } from '../../../shared/system.ts';
import { useHardware, useMemory, useSystem } from '../../stores/system.ts';
import { Section } from './section.tsx';
import { Setting } from './setting.tsx';

/** As the programs are written everywhere. */
const apiNames: Record<NonNullable<Hardware['gpuApi']>, string> = { metal: 'Metal', cuda: 'CUDA', vulkan: 'Vulkan' };

function useCardText(hardware: Hardware | undefined): string {
  const { t, i18n } = useTranslation();
  if (!hardware) return t('settings.engine.looking');
  if (hardware.gpus.length === 0) return t('settings.engine.noCard');
  const cards = hardware.gpus.map((gpu) =>
    t('settings.engine.cardOf', { name: gpu.name, size: formatBytes(i18n.language, gpu.memoryBytes) }),
  );
  const api = hardware.gpuApi && apiNames[hardware.gpuApi];
  return [...cards, ...(api ? [t('settings.engine.through', { api })] : [])].join(t('firstStart.comma'));
}

/** What the engine runs on, as it found it. */
export function EngineFacts() {
  const { t, i18n } = useTranslation();
  const hardware = useHardware();
  const memory = useMemory();
  const version = useSystem((state) => state.info?.engine);
  const card = useCardText(hardware);
  const count = (value: number) => formatCount(i18n.language, value);
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const cpu = hardware?.cpu;
  return (
    <Section id="engine" title={t('settings.engine.title')}>
      <div className="card">
        <Setting label={t('settings.engine.version')} hint={version} />
        <Setting
          label={t('settings.engine.processor')}
          hint={
            cpu &&
            t('settings.engine.processorOf', { name: cpu.name, physical: count(cpu.physicalCores), logical: count(cpu.logicalCores) })
          }
        />
        <Setting
          label={t('settings.engine.threads')}
          hint={cpu && t('settings.engine.threadsHint', { count: Math.max(1, cpu.physicalCores - 1) })}
        />
        <Setting label={t('settings.engine.card')} hint={card} />
        <Setting
          label={t('settings.engine.memory')}
          hint={memory && t('settings.engine.memoryOf', { free: size(memory.freeBytes), total: size(memory.totalBytes) })}
        />
      </div>
    </Section>
  );
}
