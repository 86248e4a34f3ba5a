import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import { suitableBillions } from '../../components/suitable-size.ts';
import { useHardware } from '../../stores/system.ts';
import { showScreen } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';

/** What to expect of the model that came along, and how much more this computer could hold. */
export function StarterHint({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const hardware = useHardware();
  const billions = hardware && suitableBillions(hardware);
  const cardBytes = hardware?.gpus.reduce((sum, gpu) => sum + gpu.memoryBytes, 0) ?? 0;
  const room = hardware && formatBytes(i18n.language, cardBytes || hardware.memoryBytes);
  return (
    <div className="mt-4 flex max-w-[420px] flex-col items-center gap-2 text-center">
      <p className="hint max-w-none!">
        {t('chat.starterIsSmall', { name })}
        {billions !== undefined && t('app.sentenceGap')}
        {billions !== undefined && t(cardBytes > 0 ? 'chat.biggerOnCard' : 'chat.biggerInMemory', { billions, room })}
      </p>
      {billions !== undefined && (
        <Button size="sm" variant="quiet" icon="plus" onClick={() => showScreen('models')}>
          {t('chat.addModel')}
        </Button>
      )}
    </div>
  );
}
