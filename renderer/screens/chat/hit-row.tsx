import { useTranslation } from 'react-i18next';
import { useThreads } from '../../stores/threads.ts';
import { showConversation } from '../../stores/ui.ts';
import type { TextHit } from './use-text-search.ts';

/** A text that holds what is looked for: the conversation's title and the words around the place. */
export function HitRow({ hit }: { hit: TextHit }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="item h-12! w-full flex-col items-stretch! justify-center gap-0! text-left"
      data-row
      onClick={() => {
        const { conversationId, messageId } = hit;
        useThreads.setState({ wanted: messageId === undefined ? undefined : { conversationId, messageId } });
        showConversation(conversationId);
      }}
    >
      <span className="cut">{hit.title || t('chat.newConversation')}</span>
      <span className="cut t-12 c3 font-normal">{hit.excerpt.replace(/[*_`#]+/g, '')}</span>
    </button>
  );
}
