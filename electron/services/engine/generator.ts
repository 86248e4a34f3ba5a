import type { GenerationEvent, GenerationRequest } from '../../../shared/generation.ts';

/**
 * Something that generates. It yields exactly one `done` or one `error` as its last event, and throws nothing that an AppError
 * code can say. After the signal aborts, `done` with finishReason `cancelled` follows with the numbers so far.
 */
export interface Generator {
  generate(request: GenerationRequest, signal: AbortSignal): AsyncIterable<GenerationEvent>;
}
