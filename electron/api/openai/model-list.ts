import type { FastifyInstance } from 'fastify';
import type { Model as OpenAiModel } from 'openai/resources/models';
import type { Model } from '../../../shared/models.ts';
import type { ApiParts } from '../dialect.ts';
import { findModel } from '../find-model.ts';

/** GET /v1/models and /v1/models/{id}; an id may have slashes. */
export function registerModels(server: FastifyInstance, parts: ApiParts): void {
  server.get('/v1/models', async () => {
    await parts.models.ready;
    const usable = parts.models.library().models.filter(({ broken, kind }) => !broken && kind !== 'projector');
    return { object: 'list', data: usable.map(toModel) };
  });
  server.get<{ Params: { '*': string } }>('/v1/models/*', async ({ params }) => toModel(await findModel(parts, params['*'])));
}

function toModel({ id, modifiedAt, publisher }: Model): OpenAiModel {
  return { id, object: 'model', created: Math.floor(modifiedAt / 1000), owned_by: publisher ?? 'alcove' };
}
