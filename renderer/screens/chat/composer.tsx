import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import { sendMessage, stopWriting } from '../../stores/chat-actions.ts';
import { newChat, setDraft, startEdit, useDrafts } from '../../stores/drafts.ts';
import { useThread, useThreads } from '../../stores/threads.ts';
import { useUi } from '../../stores/ui.ts';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { asksToSend } from './enter.ts';
import { ThinkFirst } from './think-first.tsx';

interface ComposerProps {
  conversationId: string | undefined;
  modelId: string | undefined;
  modelName: string | undefined;
}

/** The last message of the person, for the arrow up in an empty field. */
function editLast(conversationId: string): boolean {
  const thread = useThreads.getState().byId[conversationId];
  const id = thread?.messageIds.findLast((one) => thread.messages[one]?.role === 'user');
  const message = id === undefined ? undefined : thread?.messages[id];
  if (!message || thread?.activity.type !== 'idle') return false;
  startEdit(message.id, message.text);
  return true;
}

/** Where a message is written. Writing is always possible; sending waits until the answer under way has ended. */
export function Composer({ conversationId, modelId, modelName }: ComposerProps) {
  const { t } = useTranslation();
  const key = conversationId ?? newChat;
  const text = useDrafts((state) => state.texts[key] ?? '');
  const isBusy = useThread(conversationId, (thread) => thread.activity.type !== 'idle');
  const field = useRef<HTMLTextAreaElement>(null);
  const waiting = useUi((state) => state.draft);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation was opened
  useEffect(() => field.current?.focus({ preventScroll: true }), [key]);
  useEffect(() => {
    if (waiting === undefined) return;
    setDraft(key, waiting);
    useUi.setState({ draft: undefined });
    field.current?.focus();
  }, [waiting, key]);

  const send = () => {
    const message = text.trim();
    field.current?.focus();
    if (message !== '' && !isBusy) void sendMessage(conversationId, message);
  };

  return (
    <div className="composer-wrap">
      <div className="composer focus-within:border-track">
        <textarea
          ref={field}
          rows={1}
          className="field-sizing-content max-h-[38vh] min-h-[22px] w-full resize-none border-0 bg-transparent p-0 pr-1.5 text-[14px] leading-[22px] outline-none select-text"
          aria-label={t('chat.message')}
          placeholder={modelName ? t('chat.ask', { name: modelName }) : t('chat.askAnything')}
          value={text}
          onChange={(event) => setDraft(key, event.target.value)}
          onKeyDown={(event) => {
            if (asksToSend(event)) {
              event.preventDefault();
              send();
            } else if (event.key === 'ArrowUp' && text === '' && conversationId !== undefined && editLast(conversationId)) {
              event.preventDefault();
            }
          }}
        />
        <div className="tools">
          <ThinkFirst conversationId={conversationId} modelId={modelId} />
          <span className="grow" />
          <TokenUse conversationId={conversationId} />
          {isBusy && conversationId !== undefined ? (
            <StopButton conversationId={conversationId} />
          ) : (
            <Tooltip label={t('chat.send')} shortcut="Enter" side="top">
              <button type="button" className="round" aria-label={t('chat.send')} onClick={send}>
                <Icon name="send" />
              </button>
            </Tooltip>
          )}
        </div>
      </div>
    </div>
  );
}

function StopButton({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="mr-1.5">
        <Kbd>Esc</Kbd>
      </span>
      <Tooltip label={t('chat.stop')} shortcut="Esc" side="top">
        <button type="button" className="round stop" aria-label={t('chat.stop')} onClick={() => void stopWriting(conversationId)}>
          <Icon name="stop" />
        </button>
      </Tooltip>
    </>
  );
}

/** "934 of 8,192 tokens", as the last answer left it. */
function TokenUse({ conversationId }: { conversationId: string | undefined }) {
  const { t, i18n } = useTranslation();
  const usage = useThread(conversationId, (thread) => {
    const id = thread.messageIds.findLast((one) => thread.messages[one]?.usage !== undefined);
    return id === undefined ? undefined : thread.messages[id]?.usage;
  });
  if (!usage) return null;
  const count = (value: number) => formatCount(i18n.language, value);
  return (
    <span className="t-12 c3 num mr-2.5" title={t('chat.tokenUseHint')}>
      {t('chat.tokenUse', { used: count(usage.promptTokens + usage.completionTokens), total: count(usage.contextLength) })}
    </span>
  );
}
