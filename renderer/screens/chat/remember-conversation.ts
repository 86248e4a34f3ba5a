import { useChats } from '../../stores/chats.ts';
import { useUi } from '../../stores/ui.ts';

/**
 * Keeps the open conversation in the page's history entry, so that a reload comes back to it. A window that was closed has no such
 * entry: it opens on the answer that is being written, if there is one. Call once, before the screen is first drawn.
 */
export function rememberConversation(): void {
  const entry = history.state as { conversationId?: unknown } | null;
  const isNewWindow = entry === null || !('conversationId' in entry);
  if (typeof entry?.conversationId === 'string' && useUi.getState().conversationId === undefined) {
    useUi.setState({ conversationId: entry.conversationId });
  }
  useUi.subscribe((now, before) => {
    if (now.conversationId === before.conversationId) return;
    history.replaceState({ ...history.state, conversationId: now.conversationId }, '');
  });
  if (isNewWindow) showWriting();
}

/** As soon as the list is known; a person who has chosen something by then keeps it. */
function showWriting(): void {
  const look = (): boolean => {
    const { isKnown, byId } = useChats.getState();
    if (!isKnown) return false;
    const writing = Object.values(byId).filter(({ isWriting }) => isWriting);
    const newest = writing.toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
    if (newest && useUi.getState().conversationId === undefined) useUi.setState({ conversationId: newest.id });
    return true;
  };
  if (look()) return;
  const unsubscribe = useChats.subscribe(() => {
    if (look()) unsubscribe();
  });
}
