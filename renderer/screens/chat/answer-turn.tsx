import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { formatCount } from '../../../shared/format.ts';
import { Markdown } from '../../components/markdown/markdown.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { stopWriting } from '../../stores/chat-actions.ts';
import { useConversationModelId } from '../../stores/engine.ts';
import { useModel } from '../../stores/models.ts';
import { useLiveText, useThread } from '../../stores/threads.ts';
import { ActivityLine } from './activity-line.tsx';
import { AnswerFoot } from './answer-foot.tsx';
import { Ending } from './ending.tsx';
import { Reasoning } from './reasoning.tsx';

interface AnswerTurnProps {
  message: Message;
  isLast: boolean;
}

/** What the model said: its thought, its words, how it ended, and what can be done with it. */
export function AnswerTurn({ message, isLast }: AnswerTurnProps) {
  const { t, i18n } = useTranslation();
  const live = useLiveText(message.conversationId, message.id);
  const isWriting = message.state === 'writing';
  const text = live?.text ?? message.text;
  const reasoning = live?.reasoning ?? message.reasoning;
  const isThinking = isWriting && reasoning !== '' && text === '';
  return (
    <article className="answer" aria-busy={isWriting} aria-label={message.modelName ?? t('chat.answer')}>
      {message.droppedTurns ? (
        <p className="hint">
          {t('chat.droppedTurns', { count: message.droppedTurns, turns: formatCount(i18n.language, message.droppedTurns) })}
        </p>
      ) : null}
      {reasoning !== '' && <Reasoning text={reasoning} isThinking={isThinking} durationMs={message.timings?.reasoningMs} />}
      {text !== '' && <Markdown text={text} isWriting={isWriting} />}
      {isWriting && text === '' && reasoning === '' && <Waiting message={message} />}
      {!isWriting && <Ending message={message} isLast={isLast} />}
      {isWriting ? <div className="turn-foot" /> : <AnswerFoot message={message} isLast={isLast} />}
    </article>
  );
}

/** Before the first word: what the answer waits for, else the mark of writing. */
function Waiting({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { conversationId } = message;
  const activity = useThread(conversationId, (thread) => thread.activity);
  const modelId = useConversationModelId(useThread(conversationId, (thread) => thread.conversation?.modelId));
  const model = useModel(modelId);
  const cancel = async () => {
    await stopWriting(conversationId);
    if (modelId !== undefined) await attempt(host().then((client) => client.engine.unload({ modelId })));
  };
  if (activity.type === 'idle' || activity.type === 'writing') {
    return (
      <div className="h-[23px]">
        <span className="caret" />
      </div>
    );
  }
  return (
    <ActivityLine
      activity={activity}
      modelName={message.modelName ?? model?.name ?? t('chat.theModel')}
      onCancelLoad={() => void cancel()}
    />
  );
}
