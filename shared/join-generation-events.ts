/** Generation events that say one thing become one, so that neither a message nor a slow reader costs more than its text. */
import type { GenerationEvent } from './generation.ts';

/** Adds an event to the one before it where both say one thing; true when that was possible. */
export function joinInto(waiting: GenerationEvent, next: GenerationEvent): boolean {
  if (waiting.type === 'text' && next.type === 'text') {
    waiting.text += next.text;
    if (next.tokens) waiting.tokens = [...(waiting.tokens ?? []), ...next.tokens];
  } else if (waiting.type === 'reasoning' && next.type === 'reasoning') waiting.text += next.text;
  else if (waiting.type === 'tool-call-arguments' && next.type === 'tool-call-arguments' && waiting.index === next.index)
    waiting.text += next.text;
  else if (waiting.type === 'prompt' && next.type === 'prompt') Object.assign(waiting, next);
  else if (waiting.type === 'queued' && next.type === 'queued') Object.assign(waiting, next);
  else if (waiting.type === 'loading' && next.type === 'loading') Object.assign(waiting, next);
  else return false;
  return true;
}
