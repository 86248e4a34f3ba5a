import { useEffect } from 'react';
import { loadOlder, useThread, useThreads } from '../../stores/threads.ts';

/** Fetches the conversation back to the message that was looked for, then shows it by its place among the loaded ones. */
export function useWantedMessage(conversationId: string, show: (loadedIndex: number) => void): void {
  const wanted = useThreads((state) => (state.wanted?.conversationId === conversationId ? state.wanted : undefined));
  const messageIds = useThread(conversationId, (thread) => thread.messageIds);
  const hasOlder = useThread(conversationId, (thread) => thread.hasOlder);
  useEffect(() => {
    if (!wanted) return;
    const index = messageIds.indexOf(wanted.messageId);
    if (index === -1 && hasOlder) return void loadOlder(conversationId, 1000);
    // Not on the shown branch, or shown now.
    useThreads.setState({ wanted: undefined });
    if (index !== -1) show(index);
  }, [wanted, messageIds, hasOlder, conversationId, show]);
}
