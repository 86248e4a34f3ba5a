import { useTranslation } from 'react-i18next';
import { removeConversation, restoreConversation } from '../../stores/chat-actions.ts';
import { toast } from '../../stores/toasts.ts';
import { showConversation } from '../../stores/ui.ts';

/** Deletes a conversation at once and offers to take that back. */
export function useDelete(conversationId: string, name: string): () => void {
  const { t } = useTranslation();
  return () =>
    void removeConversation(conversationId).then((isGone) => {
      if (!isGone) return;
      toast({
        icon: 'trash',
        text: t('chat.deleted', { name }),
        action: {
          label: t('chat.undo'),
          onSelect: () => void restoreConversation(conversationId).then(() => showConversation(conversationId)),
        },
      });
    });
}
