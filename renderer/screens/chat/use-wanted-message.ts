import { useEffect, useRef } from 'react';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { loadOlder, useThread, useThreads } from '../../stores/threads.ts';

/** Fetches the conversation back to the message that was looked for, on another branch too, then shows it by its place among the loaded ones. */
export function useWantedMessage(conversationId: string, show: (loadedIndex: number) => void): void {
  const wanted = useThreads((state) => (state.wanted?.conversationId === conversationId ? state.wanted : undefined));
  const messageIds = useThread(conversationId, (thread) => thread.messageIds);
  const hasOlder = useThread(conversationId, (thread) => thread.hasOlder);
  const asked = useRef<typeof wanted>(undefined);
  useEffect(() => {
    if (!wanted) return;
    const index = messageIds.indexOf(wanted.messageId);
    if (index === -1 && hasOlder) return void loadOlder(conversationId, 1000);
    if (index === -1) {
      // On a branch that is not shown: the watch brings that one, and with it this effect again.
      if (asked.current !== wanted) void attempt(host().then((client) => client.chats.showMessage(wanted)));
      asked.current = wanted;
      return;
    }
    useThreads.setState({ wanted: undefined });
    show(index);
  }, [wanted, messageIds, hasOlder, conversationId, show]);
}
