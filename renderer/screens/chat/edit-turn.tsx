import { useContext, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { sendEdit } from '../../stores/chat-actions.ts';
import { endEdit, startEdit, useDrafts } from '../../stores/drafts.ts';
import { useThread } from '../../stores/threads.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { asksToSend } from './enter.ts';
import { LetGoOfEnd } from './scroll.ts';

/** A message edited in its place. What is kept of it is a new version beside the old one. */
export function EditTurn({ message }: { message: Message }) {
  const { t } = useTranslation();
  const text = useDrafts((state) => state.edits[message.id] ?? '');
  const isBusy = useThread(message.conversationId, (thread) => thread.activity.type !== 'idle');
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isMine = message.role === 'user';
  const letGoOfEnd = useContext(LetGoOfEnd);
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    current.focus({ preventScroll: true });
    current.setSelectionRange(current.value.length, current.value.length);
    // The arrow up may edit a message above the view.
    letGoOfEnd();
    current.form?.scrollIntoView({ block: 'nearest' });
  }, [letGoOfEnd]);
  const isSendable = text.trim() !== '' && !isBusy;
  const send = async () => {
    if (!isSendable) return;
    setSending(true);
    await sendEdit(message.conversationId, message.id, text.trim());
    setSending(false);
  };
  return (
    <form
      className="flex scroll-my-4 flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea
        ref={field}
        aria-label={isMine ? t('chat.editMessage') : t('chat.editAnswer')}
        className="max-h-[50vh] text-[14px] leading-[22px]!"
        value={text}
        onChange={(event) => startEdit(message.id, event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            endEdit(message.id);
          } else if (isMine && asksToSend(event)) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <div className="row justify-end">
        {isBusy && <span className="hint grow">{t('chat.editBusy')}</span>}
        <Button size="sm" onClick={() => endEdit(message.id)}>
          {t('chat.cancel')}
        </Button>
        <Button size="sm" variant="primary" type="submit" isBusy={isSending} disabledReason={isBusy ? t('chat.editBusy') : undefined}>
          {isMine ? t('chat.send') : t('chat.save')}
        </Button>
      </div>
    </form>
  );
}
