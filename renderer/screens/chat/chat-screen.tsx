import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../commands.ts';
import { useChatSettings } from '../../stores/chat-settings.ts';
import { useConversationModelId } from '../../stores/engine.ts';
import { useModel } from '../../stores/models.ts';
import { useOpenThread, useThread } from '../../stores/threads.ts';
import { showConversation, useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ChatBar } from './chat-bar.tsx';
import { Composer } from './composer.tsx';
import { ConversationList } from './conversation-list.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { FindBar } from './find-bar.tsx';
import { LiveRegion } from './live-region.tsx';
import { rememberConversation } from './remember-conversation.ts';
import { SettingsPanel } from './settings-panel.tsx';
import { ThreadView } from './thread-view.tsx';
import { useChatCommands } from './use-chat-commands.ts';

rememberConversation();

/** Conversations: their list, the open one, and its settings beside it. */
export function ChatScreen() {
  const conversationId = useUi((state) => state.conversationId);
  const isListOpen = useUi((state) => state.isListOpen);
  const isPanelOpen = useUi((state) => state.isPanelOpen);
  useOpenThread(conversationId);
  useChatCommands(conversationId);
  const { modelId } = useChatSettings(conversationId);
  const usedId = useConversationModelId(modelId);
  const modelName = useModel(usedId)?.name;
  return (
    <>
      {isListOpen && <ConversationList />}
      <div className="sheet">
        <main className="main">
          <ChatBar conversationId={conversationId} />
          <Conversation conversationId={conversationId} modelId={usedId} />
          <Composer conversationId={conversationId} modelId={usedId} modelName={modelName} />
        </main>
        {isPanelOpen && <SettingsPanel conversationId={conversationId} modelId={usedId} />}
      </div>
    </>
  );
}

function Conversation({ conversationId, modelId }: { conversationId: string | undefined; modelId: string | undefined }) {
  const { t } = useTranslation();
  const state = useThread(conversationId, (thread) => thread.state);
  const isEmpty = useThread(conversationId, (thread) => thread.messageIds.length === 0);
  const [isFinding, setFinding] = useState(false);
  useCommand('findHere', conversationId === undefined || isEmpty ? undefined : () => setFinding(true));
  if (conversationId !== undefined && (state === 'missing' || state === 'removed')) {
    return (
      <div className="body flex">
        <EmptyState
          className="m-auto"
          title={t(state === 'removed' ? 'chat.removedTitle' : 'chat.missingTitle')}
          action={<Button onClick={() => showConversation(undefined)}>{t('chat.newConversation')}</Button>}
        />
      </div>
    );
  }
  if (conversationId !== undefined && state === 'loading') return <div className="body" aria-busy="true" />;
  if (conversationId === undefined || isEmpty) {
    return (
      <div className="body flex">
        <EmptyChat modelId={modelId} />
      </div>
    );
  }
  return (
    <>
      {isFinding && <FindBar key={`find ${conversationId}`} conversationId={conversationId} onClose={() => setFinding(false)} />}
      <ThreadView key={conversationId} conversationId={conversationId} />
      <LiveRegion key={`live ${conversationId}`} conversationId={conversationId} />
    </>
  );
}
