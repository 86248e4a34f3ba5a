import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { formatCount } from '../../../shared/format.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { continueAnswer, regenerate } from '../../stores/chat-actions.ts';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { useConversationModelId } from '../../stores/engine.ts';
import { useModel } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';

interface OverflowNoteProps {
  message: Message;
  tokens: number;
  contextLength: number;
  isLast: boolean;
}

/** Twice the context, as far as the model was trained for it; undefined where it already has all. */
function largerContext(contextLength: number, trained: number | undefined): number | undefined {
  const doubled = Math.min(contextLength * 2, trained ?? Number.POSITIVE_INFINITY);
  return doubled > contextLength ? doubled : undefined;
}

/** The conversation has outgrown the model: two ways to go on. */
export function OverflowNote({ message, tokens, contextLength, isLast }: OverflowNoteProps) {
  const { t, i18n } = useTranslation();
  const { conversationId, id } = message;
  const settings = useChatSettings(conversationId);
  const modelId = useConversationModelId(settings.modelId);
  const larger = largerContext(contextLength, useModel(modelId)?.contextLength);
  const count = (value: number) => formatCount(i18n.language, value);
  const goOn = () => (message.text === '' ? regenerate(conversationId, id) : continueAnswer(conversationId, id));

  const leaveOut = () => {
    changeSettings(conversationId, { overflow: 'drop-oldest' });
    void goOn();
  };
  const reload = async (next: number) => {
    if (modelId === undefined) return;
    const load = host().then((client) =>
      client.engine.load({ modelId, settings: { contextLength: next }, remember: true }).then(() => true),
    );
    if (await attempt(load)) await goOn();
  };

  return (
    <Note
      tone="warn"
      title={t('chat.outgrown')}
      actions={
        isLast && (
          <>
            {settings.overflow !== 'drop-oldest' && (
              <Button size="sm" onClick={leaveOut}>
                {t('chat.leaveOutOldest')}
              </Button>
            )}
            {larger !== undefined && (
              <Button size="sm" onClick={() => void reload(larger)}>
                {t('chat.reloadWith', { tokens: count(larger) })}
              </Button>
            )}
          </>
        )
      }
    >
      <span className="num">{t('chat.outgrownBy', { tokens: count(tokens), limit: count(contextLength) })}</span>
    </Note>
  );
}
