import { useTranslation } from 'react-i18next';
import type { Estimate, LoadSettings } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { useSettings } from '../../stores/settings.ts';
import { Field } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Input } from '../../ui/input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { contextSteps, LoadSlider } from './load-slider.tsx';
import type { LoadPlan } from './use-load-plan.ts';

const contextLimits = { min: 256, max: 16_777_216 };
const idleChoices = [5, 15, 30, 60, 240];
const cacheTypes = ['f16', 'q8_0', 'q4_0'] as const;

interface LoadSettingsFieldsProps {
  model: Model;
  estimate: Estimate;
  settings: LoadSettings;
  change: LoadPlan['change'];
}

/** How a model is loaded: what most people change, and the rest folded. */
export function LoadSettingsFields({ model, estimate, settings, change }: LoadSettingsFieldsProps) {
  const { t } = useTranslation();
  const { gpu } = estimate;
  const trained = model.contextLength ?? settings.contextLength;
  return (
    <div className="col g5">
      <LoadSlider
        label={t('loader.contextLength')}
        value={settings.contextLength}
        steps={contextSteps(Math.max(trained, 512))}
        limits={contextLimits}
        onChange={(contextLength) => change({ contextLength })}
        onReset={() => change({ contextLength: undefined })}
        hint={settings.contextLength > trained ? t('loader.contextBeyond') : undefined}
      />
      {gpu && (
        <LoadSlider
          label={t('loader.gpuLayers')}
          value={settings.gpuLayers === 'auto' ? gpu.layers : settings.gpuLayers}
          steps={Array.from({ length: gpu.totalLayers + 1 }, (_, layers) => layers)}
          limits={{ min: 0, max: gpu.totalLayers }}
          onChange={(gpuLayers) => change({ gpuLayers })}
          onReset={() => change({ gpuLayers: undefined })}
        />
      )}
      <Fold label={t('loader.more')}>
        <MoreLoadSettings estimate={estimate} settings={settings} change={change} />
      </Fold>
    </div>
  );
}

function MoreLoadSettings({ estimate, settings, change }: Omit<LoadSettingsFieldsProps, 'model'>) {
  const { t } = useTranslation();
  const appIdleMinutes = useSettings((state) => state.settings?.idleUnloadMinutes);
  const idle = (minutes: number) => (minutes === 0 ? t('loader.idleNever') : t('loader.idleMinutes', { count: minutes }));
  const idleOptions = [...new Set([0, ...idleChoices, settings.idleUnloadMinutes ?? 0])].sort((a, b) => a - b);
  return (
    <div className="col g5 pt-2 pb-1">
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        <Field label={t('loader.threads')} hint={t('loader.threadsHint')}>
          <WholeNumber
            value={settings.threads}
            usual={estimate.settings.threads}
            min={1}
            max={512}
            onChange={(threads) => change({ threads })}
          />
        </Field>
        <Field label={t('loader.parallelSlots')} hint={t('loader.parallelSlotsHint')}>
          <WholeNumber value={settings.parallelSlots} min={1} max={64} onChange={(parallelSlots) => change({ parallelSlots })} />
        </Field>
      </div>
      <Field label={t('loader.cacheType')} hint={t('loader.cacheTypeHint')}>
        <Select
          label={t('loader.cacheType')}
          value={settings.kvCacheType}
          options={cacheTypes.map((value) => ({ value, label: t(`loader.cacheTypes.${value}`) }))}
          onChange={(value) => change({ kvCacheType: cacheTypes.find((type) => type === value) })}
        />
      </Field>
      <Field label={t('loader.idleUnload')}>
        <Select
          label={t('loader.idleUnload')}
          value={settings.idleUnloadMinutes === undefined ? 'app' : String(settings.idleUnloadMinutes)}
          options={[
            { value: 'app', label: t('loader.idleApp', { time: idle(appIdleMinutes ?? 30) }) },
            ...idleOptions.map((minutes) => ({ value: String(minutes), label: idle(minutes) })),
          ]}
          onChange={(value) => change({ idleUnloadMinutes: value === 'app' ? undefined : Number(value) })}
        />
      </Field>
      <div className="row">
        <span className="label grow">{t('loader.flashAttention')}</span>
        <Segments
          label={t('loader.flashAttention')}
          value={settings.flashAttention}
          options={[
            { value: 'auto', label: t('loader.automatic') },
            { value: 'on', label: t('loader.on') },
            { value: 'off', label: t('loader.off') },
          ]}
          onChange={(flashAttention) => change({ flashAttention })}
        />
      </div>
      <div className="row">
        <span className="label grow">{t('loader.mmap')}</span>
        <Switch label={t('loader.mmap')} checked={settings.useMmap} onChange={(useMmap) => change({ useMmap })} />
      </div>
    </div>
  );
}

interface WholeNumberProps {
  value: number | undefined;
  /** Shown while the field is empty: what is used then. */
  usual?: number | undefined;
  min: number;
  max: number;
  /** Undefined when the field was emptied. */
  onChange: (value: number | undefined) => void;
}

function WholeNumber({ value, usual, min, max, onChange }: WholeNumberProps) {
  return (
    <Input
      type="number"
      min={min}
      max={max}
      step={1}
      placeholder={usual === undefined ? undefined : String(usual)}
      value={value ?? ''}
      onChange={(event) => {
        const typed = event.target.valueAsNumber;
        onChange(Number.isNaN(typed) ? undefined : Math.min(max, Math.max(min, Math.round(typed))));
      }}
    />
  );
}
