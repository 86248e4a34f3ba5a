/** `/api/pull`. A client that leaves does not end the download: it goes on in Alcove's list, where a person can pause it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Download } from '../../../shared/downloads.ts';
import type { ApiParts } from '../dialect.ts';
import { leaveSignal } from '../http/event-stream.ts';
import { noteIgnored, unknownNames } from '../http/ignored-parameters.ts';
import { readBody } from '../http/read-body.ts';
import { followDownload, startDownload } from '../start-download.ts';
import { findNamed } from './names.ts';
import { namedFields, namedSchema } from './request-schema.ts';
import { sendLines } from './send-lines.ts';

export function registerPulling(server: FastifyInstance, parts: ApiParts): void {
  server.post('/api/pull', (request, reply) => pull(request, reply, parts));
}

async function pull(request: FastifyRequest, reply: FastifyReply, parts: ApiParts) {
  const { model, stream } = readBody(namedSchema, request.body);
  noteIgnored(reply, unknownNames(namedFields, request.body));
  const lines = listProgress({ parts, name: model, signal: leaveSignal(reply) });
  if (stream === false) {
    let last: object = {};
    for await (const line of lines) last = line;
    return last;
  }
  return sendLines(reply, lines);
}

interface Pull {
  parts: ApiParts;
  name: string;
  signal: AbortSignal;
}

async function* listProgress({ parts, name, signal }: Pull): AsyncGenerator<object, void> {
  const start = await begin(parts, name);
  yield { status: 'pulling manifest' };
  if ('id' in start) for await (const download of followDownload(parts.downloads, start.id, signal)) yield* writeProgress(download);
  yield { status: 'success' };
}

/** A name without an owner can only be a model that is here. */
async function begin(parts: ApiParts, name: string): Promise<{ id: string } | { modelId: string }> {
  if (!name.includes('/')) {
    const here = await findNamed(parts, name).catch(() => undefined);
    if (here) return { modelId: here.id };
  }
  return startDownload(parts, name);
}

function* writeProgress({ id, versionId, sizeBytes, doneBytes, state }: Download): Generator<object> {
  if (state.type === 'checking') yield { status: 'verifying sha256 digest' };
  else if (state.type !== 'done') yield { status: `pulling ${versionId}`, digest: id, total: sizeBytes, completed: doneBytes };
}
