import { useTranslation } from 'react-i18next';
import { Select } from '../../ui/select.tsx';
import { Setting } from './setting.tsx';

const usualMinutes = [5, 15, 30, 60, 240];

interface IdleUnloadProps {
  label: string;
  hint: string;
  /** 0: never. */
  minutes: number;
  onChange: (minutes: number) => void;
}

/** After how long a model that nobody uses is unloaded. */
export function IdleUnload({ label, hint, minutes, onChange }: IdleUnloadProps) {
  const { t } = useTranslation();
  const known = usualMinutes.includes(minutes) || minutes === 0 ? usualMinutes : [...usualMinutes, minutes].toSorted((a, b) => a - b);
  const options = known.map((value) => ({
    value: String(value),
    label:
      value % 60 === 0 ? t('settings.general.afterHours', { count: value / 60 }) : t('settings.general.afterMinutes', { count: value }),
  }));
  return (
    <Setting label={label} hint={hint}>
      <Select
        className="w-[170px] flex-none"
        label={label}
        value={String(minutes)}
        options={[...options, { value: '0', label: t('settings.general.never') }]}
        onChange={(value) => onChange(Number(value))}
      />
    </Setting>
  );
}
