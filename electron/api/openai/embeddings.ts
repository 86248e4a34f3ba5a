/** POST /v1/embeddings: vectors of length 1, as numbers or as base64 of their bytes. */
import type { FastifyInstance } from 'fastify';
import type { CreateEmbeddingResponse } from 'openai/resources/embeddings';
import { z } from 'zod';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import type { ApiParts } from '../dialect.ts';
import { findModel } from '../find-model.ts';
import { ApiError } from '../http/api-error.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { toUnitVector } from '../unit-vector.ts';
import { localParameters } from './sampling-parameters.ts';
import { listInputs, textInput } from './text-inputs.ts';

const mostInputs = 2048;
const text = z.string().min(1, 'an empty text has no embedding');

const embeddingParameters = z.object({
  model: z.string().min(1),
  input: textInput({
    most: mostInputs,
    text,
    error: `must be a text, an array of up to ${mostInputs} texts, or tokens; none of them empty`,
  }),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.number().int().min(1).max(1_000_000).nullish(),
  ttl: localParameters.ttl,
});

export function registerEmbeddings(server: FastifyInstance, parts: ApiParts): void {
  server.post('/v1/embeddings', async (request, reply): Promise<CreateEmbeddingResponse> => {
    const given = readBody(embeddingParameters, request.body);
    noteIgnored(reply, unknownNames(embeddingParameters, request.body));
    const model = await findModel(parts, given.model);
    request.logged?.note({ model: model.id, activity: 'reading' });
    const wish = { model: model.id, inputs: listInputs(given.input), keepLoadedSeconds: given.ttl ?? undefined };
    const { vectors, tokens } = await parts.engine.embed(withoutUndefined(wish), leaveSignal(reply));
    const length = vectors[0]?.length ?? 0;
    if (given.dimensions != null && given.dimensions !== length)
      throw new ApiError('unsupported', `dimensions: the vectors of this model have ${length} numbers, no other length can be had.`, {
        param: 'dimensions',
      });
    const total = tokens.reduce((sum, count) => sum + count, 0);
    request.logged?.note({ tokens: total });
    const encode = given.encoding_format === 'base64' ? toBase64 : (vector: Float32Array) => [...vector];
    return {
      object: 'list',
      // The clients' type knows numbers only, also for the base64 that they ask for.
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(toUnitVector(vector)) as number[] })),
      model: model.id,
      usage: { prompt_tokens: total, total_tokens: total },
    };
  });
}

/** 32-bit floats, little-endian. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}
