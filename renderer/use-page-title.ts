import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useChats } from './stores/chats.ts';
import { useUi } from './stores/ui.ts';

/** What the window is called: the conversation or the screen it shows, and Alcove. */
export function usePageTitle(): void {
  const { t } = useTranslation();
  const screen = useUi((state) => state.screen);
  const conversationId = useUi((state) => state.conversationId);
  const title = useChats((state) => (conversationId === undefined ? undefined : state.byId[conversationId]?.title));
  const names = {
    chat: title || t('rail.chat'),
    discover: t('rail.discover'),
    models: t('rail.models'),
    server: t('server.title'),
    settings: t('rail.settings'),
  };
  const name = t('app.title', { name: names[screen], app: t('app.name') });
  useEffect(() => {
    document.title = name;
  }, [name]);
}
