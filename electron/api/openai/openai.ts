/** The words of OpenAI's clients: models, chat completions, completions, embeddings and responses. */
import type { Dialect } from '../dialect.ts';
import { registerChat } from './chat.ts';
import { registerCompletions } from './completions.ts';
import { registerEmbeddings } from './embeddings.ts';
import { registerModels } from './model-list.ts';
import { toErrorBody } from './openai-error.ts';
import { registerResponses } from './responses/responses.ts';

const paths = /^\/v1\/(models|chat|completions|embeddings|responses)(\/|$)/;

export const openai: Dialect = {
  owns: (path, headers) => paths.test(path) && headers['anthropic-version'] === undefined,
  toError: (error) => ({ body: toErrorBody(error) }),
  register(server, parts) {
    registerModels(server, parts);
    registerChat(server, parts);
    registerCompletions(server, parts);
    registerEmbeddings(server, parts);
    registerResponses(server, parts);
  },
};
