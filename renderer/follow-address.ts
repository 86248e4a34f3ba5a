/**
 * What the host asks of the page by the end of its address: `#chat=<model id>` starts a conversation with a model (a click on a
 * notification does). The wish leaves the address once it is read, so that a reload does not repeat it.
 */
import { talkTo } from './stores/chat-actions.ts';

/** Reads the address now and whenever it changes, until the signal aborts. */
export function followAddress(signal: AbortSignal): void {
  const read = () => {
    const modelId = new URLSearchParams(location.hash.slice(1)).get('chat');
    if (!modelId) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    void talkTo(modelId);
  };
  window.addEventListener('hashchange', read, { signal });
  read();
}
