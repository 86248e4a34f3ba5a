import type { KeyboardEvent } from 'react';

/**
 * Whether a key press sends: Enter alone. Never while a word is being put together by an input method, where Enter takes the word;
 * Safari ends the composition before it reports that Enter, but still with key code 229.
 */
export function asksToSend(event: KeyboardEvent): boolean {
  const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey && !isComposing;
}
