import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useThread, useThreads } from '../../stores/threads.ts';

/** The first sentence of a text, without marks of Markdown; a long one is cut. */
export function firstSentence(text: string): string {
  const plain = text
    .replace(/```[\s\S]*?(```|$)/g, ' ')
    .replace(/[*_`#>|]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const end = /[.!?](?=\s|$)|[。！？]/.exec(plain);
  return plain.slice(0, Math.min(200, end ? end.index + 1 : plain.length));
}

/** Says that an answer is being written, and then how it begins: a thread that was read out word by word could not be listened to. */
export function LiveRegion({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const isWriting = useThread(conversationId, (thread) => thread.activity.type === 'writing');
  const wasWriting = useRef(false);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (isWriting) setWords(t('chat.writing'));
    else if (wasWriting.current) {
      const thread = useThreads.getState().byId[conversationId];
      const last = thread?.messages[thread.messageIds.at(-1) ?? ''];
      setWords(firstSentence(last?.text ?? ''));
    }
    wasWriting.current = isWriting;
  }, [isWriting, conversationId, t]);
  return (
    <div className="sr" role="status" aria-live="polite">
      {words}
    </div>
  );
}
