import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { formatCount } from '../../../shared/format.ts';
import type { WireError } from '../../../shared/procedure.ts';
import { TechnicalDetails } from '../../components/technical-details.tsx';
import { describeError } from '../../errors.ts';
import { continueAnswer, regenerate } from '../../stores/chat-actions.ts';
import { useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { OverflowNote } from './overflow-note.tsx';

interface EndingProps {
  message: Message;
  isLast: boolean;
}

/** Why an answer ended, where it did not end by itself, what was kept, and how to go on. */
export function Ending({ message, isLast }: EndingProps) {
  const { t, i18n } = useTranslation();
  const { usage } = message;
  const goOn = (
    <Button size="sm" onClick={() => void continueAnswer(message.conversationId, message.id)}>
      {t('chat.continue')}
    </Button>
  );
  const hasText = message.text !== '' || message.reasoning !== '';
  const isOpenEnd = isLast && hasText;

  if (message.state === 'failed' && message.error) return <Failure message={message} error={message.error} isLast={isLast} />;
  if (message.state === 'stopped') return <Line action={isOpenEnd && goOn}>{hasText ? t('chat.stopped') : t('chat.stoppedEarly')}</Line>;
  if (message.state === 'interrupted') return <Line action={isOpenEnd && goOn}>{t('chat.interrupted')}</Line>;
  if (message.finishReason === 'context' && usage) {
    const tokens = usage.promptTokens + usage.completionTokens;
    return <OverflowNote message={message} tokens={tokens} contextLength={usage.contextLength} isLast={isLast} />;
  }
  if (message.finishReason === 'length') {
    const tokens = formatCount(i18n.language, usage?.completionTokens ?? 0);
    return <Line action={isLast && goOn}>{t('chat.endedByLength', { tokens })}</Line>;
  }
  if (message.finishReason === 'stop-string') return <Line>{t('chat.endedByStopText')}</Line>;
  return null;
}

function Line({ children, action, isBad = false }: { children: ReactNode; action?: ReactNode; isBad?: boolean }) {
  return (
    <div className={`row t-12 flex-wrap ${isBad ? 'c-danger' : 'c3'}`} role={isBad ? 'alert' : undefined}>
      {isBad && <Icon name="alert" size={14} />}
      <span className="wrap-anywhere">{children}</span>
      {action}
    </div>
  );
}

/** Failures that another model does not have. */
const aboutTheModel = new Set([
  'model.not-found',
  'model.broken',
  'model.load-failed',
  'model.not-enough-memory',
  'chat.no-model',
  'engine.crashed',
]);
const aboutLoading = new Set([
  'engine.crashed',
  'engine.not-loaded',
  'model.load-failed',
  'model.not-enough-memory',
  'model.load-cancelled',
]);

function Failure({ message, error, isLast }: EndingProps & { error: WireError }) {
  const { t } = useTranslation();
  const { conversationId, id } = message;
  if (error.code === 'context.exceeded') {
    const number = (value: unknown) => (typeof value === 'number' ? value : 0);
    const { promptTokens, contextLength } = error.data ?? {};
    return <OverflowNote message={message} tokens={number(promptTokens)} contextLength={number(contextLength)} isLast={isLast} />;
  }
  const { happened, next } = describeError(t, error);
  const again = () => void (message.text === '' ? regenerate(conversationId, id) : continueAnswer(conversationId, id));
  return (
    <div className="flex flex-col gap-2">
      <Line isBad>
        {happened} {message.text !== '' && t('chat.kept')}
      </Line>
      {isLast && <p className="hint">{next}</p>}
      {isLast && (
        <div className="row flex-wrap gap-1.5!">
          <Button size="sm" onClick={again}>
            {aboutLoading.has(error.code) ? t('chat.loadAgain') : t('chat.answerAgain')}
          </Button>
          {aboutTheModel.has(error.code) && (
            <Button size="sm" onClick={() => useUi.setState({ isLoaderOpen: true })}>
              {t('chat.otherModel')}
            </Button>
          )}
        </div>
      )}
      {typeof (error.data?.log ?? error.data?.reason) === 'string' && <TechnicalDetails error={error} />}
    </div>
  );
}
