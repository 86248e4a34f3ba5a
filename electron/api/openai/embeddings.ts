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
import { localParameters } from './sampling-parameters.ts';

const mostInputs = 2048;
const token = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const tokens = z.array(token).min(1).max(1_000_000);
const text = z.string().min(1, 'an empty text has no embedding');

export const embeddingParameters = z.object({
  model: z.string().min(1),
  input: z.union([text, z.array(text).min(1).max(mostInputs), tokens, z.array(tokens).min(1).max(mostInputs)], {
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
    const wish = { model: model.id, inputs: toInputs(given.input), client: request.client, keepLoadedSeconds: given.ttl ?? undefined };
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
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(normalize(vector)) as number[] })),
      model: model.id,
      usage: { prompt_tokens: total, total_tokens: total },
    };
  });
}

type Input = z.output<typeof embeddingParameters>['input'];

function toInputs(input: Input): (string | number[])[] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as string[] | number[][]);
}

/** The vector at length 1; zeros stay zeros. */
function normalize(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** 32-bit floats, little-endian. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}
