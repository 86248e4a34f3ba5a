/** Known paths asked for in a way that they do not have: 405 with what they have (RFC 9110, 15.5.6), instead of 404. */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ApiError } from './api-error.ts';

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Call it before the first path is registered; the function that it answers, after the last one. */
export function followMethods(server: FastifyInstance): () => void {
  const taken = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const known = taken.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    taken.set(url, known);
  });
  return () => {
    for (const [url, known] of [...taken]) refuseOthers(server, url, [...known]);
  };
}

function refuseOthers(server: FastifyInstance, url: string, known: string[]): void {
  server.route({
    url,
    method: methods.filter((method) => !known.includes(method)),
    exposeHeadRoute: false,
    // Before the body is read, and after it is known who asks.
    onRequest: async (request, reply) => {
      reply.header('allow', known.join(', '));
      throw new ApiError('wrong-method', `${request.method} is not possible here. Use ${known.join(' or ')}.`);
    },
    handler: async () => {},
  });
}
