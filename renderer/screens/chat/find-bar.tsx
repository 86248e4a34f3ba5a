import './find.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import { loadOlder, useThread, useThreads } from '../../stores/threads.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { useHighlights } from './use-highlights.ts';

/** Finds words in the open conversation, also in the part of it that is not drawn. Enter goes to the one before, Shift+Enter to the next. */
export function FindBar({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const [shownId, setShownId] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const query = text.trim().toLowerCase();
  const messageIds = useThread(conversationId, (thread) => thread.messageIds);
  const messages = useThread(conversationId, (thread) => thread.messages);
  const hasOlder = useThread(conversationId, (thread) => thread.hasOlder);
  const found = useMemo(
    () => (query === '' ? [] : messageIds.filter((id) => messages[id]?.text.toLowerCase().includes(query))),
    [query, messageIds, messages],
  );
  useHighlights(query);
  useEffect(() => field.current?.focus(), []);
  // The whole conversation is looked through, page by page.
  useEffect(() => {
    if (query !== '' && hasOlder && messageIds.length > 0) void loadOlder(conversationId, 1000);
  }, [query, hasOlder, messageIds, conversationId]);

  const at = shownId === undefined ? -1 : found.indexOf(shownId);
  const go = (step: -1 | 1) => {
    const next = at === -1 ? found.length - 1 : (at + step + found.length) % found.length;
    const messageId = found[next];
    if (messageId === undefined) return;
    setShownId(messageId);
    useThreads.setState({ wanted: { conversationId, messageId } });
  };
  const count = (value: number) => formatCount(i18n.language, value);
  return (
    <search className="flex flex-none items-center gap-1 border-b border-line px-2 py-1.5">
      <SearchInput
        ref={field}
        label={t('chat.find')}
        value={text}
        onChange={setText}
        className="max-w-[320px]"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(event.shiftKey ? 1 : -1);
          else if (event.key === 'Escape') onClose();
          else return;
          event.preventDefault();
        }}
      />
      <IconButton label={t('chat.findBefore')} shortcut="Enter" icon="left" onClick={() => go(-1)} />
      <IconButton label={t('chat.findAfter')} shortcut="Shift Enter" icon="right" onClick={() => go(1)} />
      <span className="t-12 c3 num grow" role="status">
        {query === ''
          ? ''
          : found.length === 0
            ? t('chat.nothingFound')
            : at === -1
              ? t('chat.findCount', { count: found.length, number: count(found.length) })
              : t('chat.version', { at: count(at + 1), count: count(found.length) })}
      </span>
      <IconButton label={t('chat.close')} shortcut="Esc" icon="x" onClick={onClose} />
    </search>
  );
}
