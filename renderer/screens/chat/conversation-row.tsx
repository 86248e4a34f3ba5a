import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../shared/chats.ts';
import { pinConversation, renameConversation } from '../../stores/chat-actions.ts';
import { showConversation } from '../../stores/ui.ts';
import { Icon } from '../../ui/icon.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { InlineEdit } from './inline-edit.tsx';
import { useDelete } from './use-delete.ts';

interface ConversationRowProps {
  conversation: Conversation;
  isCurrent: boolean;
}

export const ConversationRow = memo(function ConversationRow({ conversation, isCurrent }: ConversationRowProps) {
  const { t } = useTranslation();
  const [isRenaming, setRenaming] = useState(false);
  const name = conversation.title || t('chat.newConversation');
  const remove = useDelete(conversation.id, name);

  if (isRenaming) {
    return (
      <InlineEdit
        label={t('chat.rename')}
        value={conversation.title}
        className="my-px"
        onSave={(title) => void renameConversation(conversation.id, title)}
        onClose={() => setRenaming(false)}
      />
    );
  }
  return (
    <ContextMenu
      items={[
        { label: t('chat.rename'), icon: 'edit', shortcut: 'F2', onSelect: () => setTimeout(() => setRenaming(true)) },
        {
          label: conversation.isPinned ? t('chat.unpin') : t('chat.pin'),
          icon: 'pin',
          onSelect: () => void pinConversation(conversation.id, !conversation.isPinned),
        },
        'line',
        { label: t('chat.delete'), icon: 'trash', shortcut: 'Del', isDanger: true, onSelect: remove },
      ]}
    >
      <button
        type="button"
        className="item w-full text-left"
        data-row
        title={name}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => showConversation(conversation.id)}
        onKeyDown={(event) => {
          if (event.key === 'F2') setRenaming(true);
          else if (event.key === 'Delete') remove();
          else return;
          event.preventDefault();
        }}
      >
        <span className="cut grow">{name}</span>
        {conversation.isWriting && (
          <span className="status busy">
            <span className="sr">{t('chat.writing')}</span>
          </span>
        )}
        {conversation.isPinned && <Icon name="pin" size={14} />}
      </button>
    </ContextMenu>
  );
});
