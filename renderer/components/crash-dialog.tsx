import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoadedModel, LoadSettingsOverrides } from '../../shared/engine.ts';
import type { WireError } from '../../shared/procedure.ts';
import { attempt, describeError } from '../errors.ts';
import { host } from '../rpc.ts';
import { useEngine } from '../stores/engine.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TechnicalText } from './technical-details.tsx';

const leastContext = 1024;

/** Settings that need clearly less memory: half the layers on the graphics card, or where there are none half the context. */
export function lessMemory({ settings, gpuLayers = 0 }: LoadedModel): { what: 'graphics' | 'main'; settings: LoadSettingsOverrides } {
  if (gpuLayers > 0) return { what: 'graphics', settings: { ...settings, gpuLayers: Math.floor(gpuLayers / 2) } };
  return { what: 'main', settings: { ...settings, contextLength: Math.max(leastContext, Math.floor(settings.contextLength / 2)) } };
}

/** After the dialog has noted where the focus was, so that closing it gives the focus back. */
const focusSoon = (button: HTMLButtonElement | null): void => void setTimeout(() => button?.focus());

/** Shown when the process of a loaded model ended by itself. Closing it clears the entry; all text is kept. */
export function CrashDialog() {
  const crashed = useEngine((state) => state.models.find((entry) => entry.state.type === 'crashed'));
  const error = crashed?.state.type === 'crashed' ? crashed.state.error : undefined;
  return crashed && error ? <Crash key={`${crashed.modelId} ${crashed.processId}`} crashed={crashed} error={error} /> : null;
}

function Crash({ crashed, error }: { crashed: LoadedModel; error: WireError }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(true);
  const [areDetailsOpen, setAreDetailsOpen] = useState(false);
  const less = error.data?.cause === 'out-of-memory' ? lessMemory(crashed) : undefined;
  const { happened, kept } = describeError(t, error);

  async function dismiss() {
    setIsOpen(false);
    await attempt(host().then((client) => client.engine.unload({ modelId: crashed.modelId })));
  }
  async function loadAgain() {
    setIsOpen(false);
    const settings = less?.settings ?? crashed.settings;
    await attempt(host().then((client) => client.engine.load({ modelId: crashed.modelId, settings, remember: false })));
  }
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(isStillOpen) => !isStillOpen && void dismiss()}
      width={460}
      icon="alert"
      title={t('crash.title', { name: crashed.name })}
      description={[happened, kept].filter(Boolean).join(t('app.sentenceGap'))}
      actions={
        <>
          <span className="grow pl-[26px]">
            <Button
              variant="quiet"
              size="sm"
              icon={areDetailsOpen ? 'down' : 'right'}
              aria-expanded={areDetailsOpen}
              onClick={() => setAreDetailsOpen(!areDetailsOpen)}
            >
              {t('crash.details')}
            </Button>
          </span>
          <Button ref={focusSoon} variant="primary" size="lg" onClick={() => void loadAgain()}>
            {less ? t(`crash.loadLess.${less.what}`) : t('crash.loadAgain')}
          </Button>
        </>
      }
    >
      {areDetailsOpen && <TechnicalText error={error} />}
    </Dialog>
  );
}
