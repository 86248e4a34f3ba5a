/** A generation for one HTTP request: it ends when the program leaves, and says how long the queue was. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenerationRequest } from '../../shared/generation.ts';
import type { ApiParts } from './dialect.ts';
import { ApiError } from './http/api-error.ts';
import { leaveSignal } from './http/event-stream.ts';
import { type ProgressEvent, runGeneration } from './run-generation.ts';

interface GenerateOptions {
  parts: Pick<ApiParts, 'engine'>;
  request: FastifyRequest;
  reply: FastifyReply;
  generation: GenerationRequest;
  /** Unset: it aborts when the program leaves. */
  signal?: AbortSignal;
}

/** Sets `x-queue-position` where others were first. Throws ApiError, also for an answer that was stopped from elsewhere. */
export async function* generateFor(options: GenerateOptions): AsyncGenerator<ProgressEvent, void, undefined> {
  const { parts, request, reply, generation, signal = leaveSignal(reply) } = options;
  const events = runGeneration({ parts, request: { ...generation, client: request.client }, logged: request.logged, signal });
  for await (const event of events) {
    if (event.type === 'queued' && !reply.raw.headersSent && !reply.hasHeader('x-queue-position'))
      reply.header('x-queue-position', String(event.position));
    if (event.type === 'done' && event.finishReason === 'cancelled' && !signal.aborted)
      throw new ApiError('unavailable', 'The answer was stopped on this computer, or its model was unloaded.');
    yield event;
  }
}
