import { useUi } from '../../stores/ui.ts';

/**
 * Keeps the open conversation in the page's history entry, so that a reload comes back to it. Call once, before the screen is first
 * drawn.
 */
export function rememberConversation(): void {
  const remembered: unknown = (history.state as { conversationId?: unknown } | null)?.conversationId;
  if (typeof remembered === 'string' && useUi.getState().conversationId === undefined) useUi.setState({ conversationId: remembered });
  useUi.subscribe((now, before) => {
    if (now.conversationId === before.conversationId) return;
    history.replaceState({ ...history.state, conversationId: now.conversationId }, '');
  });
}
