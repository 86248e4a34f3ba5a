import { useTranslation } from 'react-i18next';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { useModel } from '../../stores/models.ts';
import { Icon } from '../../ui/icon.tsx';

/** For models that can think before they answer: whether they do. On until it is switched off, as their templates have it. */
export function ThinkFirst({ conversationId, modelId }: { conversationId: string | undefined; modelId: string | undefined }) {
  const { t } = useTranslation();
  const { thinking } = useChatSettings(conversationId);
  if (!useModel(modelId)?.canReason) return null;
  const isOn = thinking ?? true;
  return (
    <button type="button" className="btn ghost" aria-pressed={isOn} onClick={() => changeSettings(conversationId, { thinking: !isOn })}>
      <Icon name="think" />
      {t('chat.thinkFirst')}
    </button>
  );
}
