import { useTranslation } from 'react-i18next';
import type { SamplingOverrides } from '../../../shared/generation.ts';
import { defaultSampling } from '../../../shared/sampling.ts';
import { commandShortcut } from '../../commands.ts';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { useModel } from '../../stores/models.ts';
import { togglePanel } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { LengthFields } from './length-fields.tsx';
import { LogitBias } from './logit-bias.tsx';
import { mainFields, moreFields } from './sampling-fields.ts';
import { SamplingSlider } from './sampling-slider.tsx';
import { SystemPrompt } from './system-prompt.tsx';

interface SettingsPanelProps {
  conversationId: string | undefined;
  modelId: string | undefined;
}

/** What this conversation changes of its model's own ways. */
export function SettingsPanel({ conversationId, modelId }: SettingsPanelProps) {
  const { t } = useTranslation();
  const { sampling } = useChatSettings(conversationId);
  const model = useModel(modelId);
  const isChanged = Object.values(sampling).some((value) => value !== undefined);
  const change = (next: SamplingOverrides) => changeSettings(conversationId, { sampling: withoutUndefined({ ...sampling, ...next }) });
  const sliders = (fields: typeof mainFields) =>
    fields.map((field) => (
      <SamplingSlider
        key={field.key}
        field={field}
        value={sampling[field.key]}
        defaultValue={model?.sampling[field.key] ?? defaultSampling[field.key]}
        onChange={change}
      />
    ));
  return (
    <aside className="panel" aria-label={t('chat.settings')}>
      <div className="bar">
        <h2 className="b">{t('chat.thisConversation')}</h2>
        <span className="grow" />
        <IconButton label={t('chat.close')} shortcut={commandShortcut('togglePanel')} icon="x" onClick={togglePanel} />
      </div>
      <div className="body">
        <section className="sec">
          <SystemPrompt conversationId={conversationId} modelId={modelId} />
        </section>
        <section className="sec flex flex-col gap-[14px]">{sliders(mainFields)}</section>
        <section className="sec flex flex-col gap-2.5">
          <Fold label={<FoldLabel>{t('chat.lengthAndStopping')}</FoldLabel>}>
            <LengthFields conversationId={conversationId} sampling={sampling} onChange={change} />
          </Fold>
          <Fold label={<FoldLabel>{t('chat.moreSampling')}</FoldLabel>}>
            <div className="flex flex-col gap-[14px] pt-2.5 pb-1">
              {sliders(moreFields)}
              <LogitBias value={sampling.logitBias ?? {}} onChange={(logitBias) => change({ logitBias })} />
            </div>
          </Fold>
        </section>
        {isChanged && (
          <section className="sec">
            <Button size="sm" icon="retry" onClick={() => changeSettings(conversationId, { sampling: {} })}>
              {t('chat.resetSampling')}
            </Button>
          </section>
        )}
      </div>
    </aside>
  );
}

const FoldLabel = ({ children }: { children: string }) => <span className="text-[13px] leading-5 text-text-2">{children}</span>;

function withoutUndefined(sampling: SamplingOverrides): SamplingOverrides {
  return Object.fromEntries(Object.entries(sampling).filter(([, value]) => value !== undefined));
}
