/** What Ollama's clients speak. */
import type { Dialect } from '../dialect.ts';
import type { ApiError } from '../http/api-error.ts';
import { registerAnswering } from './answering.ts';
import { registerEmbedding } from './embedding.ts';
import { registerLibrary } from './library.ts';
import { registerPulling } from './pulling.ts';

export const ollama: Dialect = {
  owns: (path) => path.startsWith('/api/'),
  toError: (error) => ({ body: { error: toMessage(error) } }),
  register(server, parts) {
    registerAnswering(server, parts);
    registerEmbedding(server, parts);
    registerLibrary(server, parts);
    registerPulling(server, parts);
  },
};

/** Clients look for "not found" to offer a pull. */
function toMessage({ kind, message }: ApiError): string {
  return kind === 'model-not-found' ? `model not found: ${message}` : message;
}
