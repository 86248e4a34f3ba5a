/**
 * What the host asks of the page by the end of its address: `#chat=<model id>` starts a conversation with a model (a click on a
 * notification does), `#screen=server` shows the server (its item in the tray does where it cannot start). The wish leaves the address once it is read, so that a reload does not repeat it.
 */
import { talkTo } from './stores/chat-actions.ts';
import { showScreen } from './stores/ui.ts';

/** Reads the address now and whenever it changes, until the signal aborts. */
export function followAddress(signal: AbortSignal): void {
  const read = () => {
    const wish = new URLSearchParams(location.hash.slice(1));
    const modelId = wish.get('chat');
    const isServer = wish.get('screen') === 'server';
    if (!modelId && !isServer) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    if (modelId) void talkTo(modelId);
    else showScreen('server');
  };
  window.addEventListener('hashchange', read, { signal });
  read();
}
