import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commandShortcut, useCommand } from '../../commands.ts';
import { ModelPill } from '../../components/model-pill.tsx';
import { renameConversation } from '../../stores/chat-actions.ts';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { useThread } from '../../stores/threads.ts';
import { toggleList, togglePanel, useUi } from '../../stores/ui.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { InlineEdit } from './inline-edit.tsx';
import { useDelete } from './use-delete.ts';

/** Title, model and the side panel's button. */
export function ChatBar({ conversationId }: { conversationId: string | undefined }) {
  const { t } = useTranslation();
  const { modelId } = useChatSettings(conversationId);
  const isPanelOpen = useUi((state) => state.isPanelOpen);
  const isListOpen = useUi((state) => state.isListOpen);
  return (
    <header className="bar">
      <IconButton
        label={t('chat.conversations')}
        shortcut={commandShortcut('toggleList')}
        icon="list"
        className={isListOpen ? 'only-narrow' : '-ml-2'}
        onClick={toggleList}
      />
      <div className="flex min-w-0 flex-1 items-center max-[760px]:invisible">
        <Title conversationId={conversationId} />
      </div>
      <ModelPill modelId={modelId} onChoose={(chosen) => changeSettings(conversationId, { modelId: chosen })} />
      <div className="flex flex-1 items-center justify-end">
        <IconButton
          label={t('chat.settings')}
          shortcut={commandShortcut('togglePanel')}
          icon="panel"
          isPressed={isPanelOpen}
          onClick={togglePanel}
        />
      </div>
    </header>
  );
}

function Title({ conversationId }: { conversationId: string | undefined }) {
  const { t } = useTranslation();
  const title = useThread(conversationId, (thread) => thread.conversation?.title ?? '');
  const [isRenaming, setRenaming] = useState(false);
  const name = title || t('chat.newConversation');
  const remove = useDelete(conversationId ?? '', name);
  useCommand('remove', conversationId === undefined ? undefined : remove);
  useCommand('rename', conversationId === undefined ? undefined : () => setRenaming(true));
  if (isRenaming && conversationId !== undefined) {
    return (
      <InlineEdit
        label={t('chat.rename')}
        value={title}
        className="max-w-[280px]"
        onSave={(next) => void renameConversation(conversationId, next)}
        onClose={() => setRenaming(false)}
      />
    );
  }
  return (
    <h1 className="cut max-w-[280px] font-medium!" title={name}>
      {conversationId === undefined ? (
        name
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of the pointer; F2 and the list's menu do the same
        <span onDoubleClick={() => setRenaming(true)}>{name}</span>
      )}
    </h1>
  );
}
