import { RadioGroup } from 'radix-ui';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format.ts';
import { updateSettings, useSettings } from '../../stores/settings.ts';
import { Icon } from '../../ui/icon.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Popover } from '../../ui/popover.tsx';

const megabyte = 1e6;
const usualLimits = [0, 1, 2, 5, 10, 20, 50].map((megabytes) => megabytes * megabyte);

/** "No speed limit", or how much it is. */
export function useSpeedLimit(): { limit: number; words: (limit: number) => string } {
  const { t, i18n } = useTranslation();
  const limit = useSettings((state) => state.settings?.downloadLimitBytesPerSecond ?? 0);
  const words = (bytes: number) => {
    if (bytes === 0) return t('downloads.noLimit');
    if (bytes % megabyte === 0) return t('downloads.megabytesPerSecond', { number: formatCount(i18n.language, bytes / megabyte) });
    return t('downloads.perSecond', { size: formatBytes(i18n.language, bytes) });
  };
  return { limit, words };
}

const setLimit = (downloadLimitBytesPerSecond: number): void => void updateSettings({ downloadLimitBytesPerSecond });

/** The usual limits and one of one's own. */
export function SpeedLimit({ trigger, align = 'end' }: { trigger: ReactElement; align?: 'start' | 'end' }) {
  const { t } = useTranslation();
  const { limit, words } = useSpeedLimit();
  const [isOpen, setOpen] = useState(false);
  const isOwn = !usualLimits.includes(limit);
  const own = limit / megabyte;
  return (
    <Popover
      label={t('downloads.speedLimit')}
      align={align}
      trigger={trigger}
      open={isOpen}
      onOpenChange={setOpen}
      className="w-[224px] p-1"
    >
      <RadioGroup.Root
        aria-label={t('downloads.speedLimit')}
        value={isOwn ? 'own' : String(limit)}
        onValueChange={(value) => {
          if (value !== 'own') setLimit(Number(value));
        }}
      >
        {usualLimits.map((value) => (
          <RadioGroup.Item
            key={value}
            value={String(value)}
            className="menu-item w-full text-left hover:bg-hover"
            onClick={() => setOpen(false)}
          >
            <span className="grid w-4 place-items-center">{value === limit && <Icon name="check" size={14} />}</span>
            <span className="num grow">{words(value)}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <div className="mt-1 flex items-center gap-2 border-line border-t px-2 pt-1.5 pb-1">
        <span className="grid w-4 place-items-center">{isOwn && <Icon name="check" size={14} />}</span>
        <span className="cut grow">{t('downloads.ownLimit')}</span>
        <NumberField
          className="w-14"
          label={t('downloads.ownLimitIn')}
          value={own}
          step={1}
          format={(value) => (value === 0 ? '' : String(Math.round(value * 10) / 10))}
          onChange={(value) => setLimit(Math.round(Math.max(0, Math.min(value, 1e5)) * megabyte))}
        />
        <span className="c3 t-12">{t('downloads.megabytes')}</span>
      </div>
    </Popover>
  );
}
