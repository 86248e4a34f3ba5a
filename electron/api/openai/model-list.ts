import type { FastifyInstance } from 'fastify';
import type { Model as OpenAiModel } from 'openai/resources/models';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { findModel, listUsable } from '../find-model.ts';

/** GET /v1/models and /v1/models/{id}; an id may have slashes. */
export function registerModels(server: FastifyInstance, parts: ApiParts): void {
  server.get('/v1/models', async () => ({ object: 'list', data: (await listUsable(parts)).map(toModel) }));
  server.get<{ Params: { '*': string } }>('/v1/models/*', async ({ params }) => toModel(await findModel(parts, params['*'])));
}

function toModel({ id, modifiedAt, publisher }: Model): OpenAiModel {
  return { id, object: 'model', created: Math.floor(modifiedAt / 1000), owned_by: publisher ?? 'alcove' };
}
