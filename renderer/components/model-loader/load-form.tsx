import { useTranslation } from 'react-i18next';
import type { Estimate } from '../../../shared/engine.ts';
import { formatBytes, formatPercent } from '../../../shared/format.ts';
import { useEngine } from '../../stores/engine.ts';
import { useHardware } from '../../stores/system.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Progress } from '../../ui/progress.tsx';
import { MemoryBar, MemoryLegend } from '../memory-bar.tsx';
import { useModelFacts } from '../model-facts.ts';
import { LoadFailure } from './load-failure.tsx';
import { LoadSettingsFields } from './load-settings-fields.tsx';
import type { LoadPlan } from './use-load-plan.ts';

/** The right half of the loader: the chosen model, what it would take, its settings and the button. */
export function LoadForm({ plan }: { plan: LoadPlan }) {
  const { model, entry, estimate, settings } = plan;
  const facts = useModelFacts();
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-4 pb-3">
        <div className="col g2">
          <h2 className="t-16 b cut" title={model.name}>
            {model.name}
          </h2>
          <p className="t-12 c3">{facts(model)}</p>
        </div>
        {(entry?.state.type === 'failed' || entry?.state.type === 'crashed') && <LoadFailure error={entry.state.error} />}
        {estimate && <MemoryBars estimate={estimate} />}
        {estimate && <Outlook plan={plan} estimate={estimate} />}
        {estimate && settings && entry?.state.type !== 'loading' && (
          <div className="mt-3.5 border-line border-t pt-3.5">
            <LoadSettingsFields model={model} estimate={estimate} settings={settings} change={plan.change} />
          </div>
        )}
      </div>
      <LoadActions plan={plan} />
    </div>
  );
}

/** The graphics card (where there is one) and main memory, as they would be filled. */
export function MemoryBars({ estimate }: { estimate: Estimate }) {
  const { t, i18n } = useTranslation();
  const { memory, gpu } = estimate;
  return (
    <div className="mt-3.5 flex flex-col gap-3">
      {gpu && <MemoryBar label={t('loader.graphicsCard')} detail={gpu.name} pool={gpu} />}
      <MemoryBar label={t('loader.mainMemory')} detail={formatBytes(i18n.language, memory.totalBytes)} pool={memory} />
      <MemoryLegend />
    </div>
  );
}

/** The weights alone are more than is free, or than there is at all: no setting makes them fit. */
function isModelTooLarge({ memory, gpu }: Estimate, of: 'free' | 'total'): boolean {
  const room = (pool: Estimate['memory']) => pool.totalBytes - (of === 'free' ? pool.usedBytes : 0);
  return memory.modelBytes + (gpu?.modelBytes ?? 0) > room(memory) + (gpu ? room(gpu) : 0);
}

/** One sentence on what loading will mean. */
function Outlook({ plan, estimate }: { plan: LoadPlan; estimate: Estimate }) {
  const { t, i18n } = useTranslation();
  const cores = useHardware()?.cpu.physicalCores;
  const loaded = useEngine((state) => state.models.find((entry) => entry.modelId !== plan.model.id && entry.state.type === 'ready'));
  // Unloading another model helps only where the weights have room at all.
  const other = isModelTooLarge(estimate, 'total') ? undefined : loaded;
  const { gpu, fit } = estimate;
  const size = formatBytes(i18n.language, estimate.totalBytes);
  const sentence = {
    gpu: t('loader.outlook.gpu'),
    partly: t('loader.outlook.partly', { layers: gpu?.layers, total: gpu?.totalLayers }),
    memory: gpu ? t('loader.outlook.memory') : t('loader.outlook.processor', { size, count: estimate.settings.threads ?? cores ?? 1 }),
    tight: t('loader.outlook.tight', { size }),
    'too-large':
      isModelTooLarge(estimate, 'free') && !other ? t('loader.outlook.modelTooLarge', { size }) : t('loader.outlook.tooLarge', { size }),
  }[fit];
  return (
    <p className="t-12 c2 mt-3">
      {plan.entry?.state.type === 'ready' && plan.action !== 'load-again'
        ? t('loader.outlook.loaded', { size: formatBytes(i18n.language, plan.entry.memoryBytes ?? estimate.totalBytes) })
        : sentence}
      {other && (fit === 'tight' || fit === 'too-large') && t('app.sentenceGap') + t('loader.outlook.unloadOther', { name: other.name })}
    </p>
  );
}

function LoadActions({ plan }: { plan: LoadPlan }) {
  const { t, i18n } = useTranslation();
  const { action, act, entry } = plan;
  if (entry?.state.type === 'loading') {
    const { progress } = entry.state;
    return (
      <div className="row px-4 pb-4">
        <div className="grow">
          <Progress label={t('loader.loadingName', { name: plan.model.name })} value={progress} />
        </div>
        <span className="num t-12 c2">{formatPercent(i18n.language, progress)}</span>
        <Button onClick={act}>{t('loader.cancel')}</Button>
      </div>
    );
  }
  return (
    <div className="row px-4 pt-2 pb-4">
      {entry?.state.type === 'ready' ? (
        <span className="grow">
          <Button icon="eject" onClick={plan.unload}>
            {t('loader.unload')}
          </Button>
        </span>
      ) : (
        <span className="t-12 c2 grow">
          <Checkbox label={t('loader.remember')} checked={plan.remember} onChange={plan.setRemember} />
        </span>
      )}
      {action !== 'none' && action !== 'cancel' && (
        <Button variant={action === 'load-anyway' ? 'quiet' : 'primary'} size="lg" onClick={act}>
          {t(`loader.actions.${action}`)}
          {action !== 'load-anyway' && <Kbd>Enter</Kbd>}
        </Button>
      )}
    </div>
  );
}
