/** The HTTP server around the dialects: who may ask, how much, how slowly; every failure in the asked dialect's own words. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Settings } from '../../../shared/settings.ts';
import type { Logger } from '../../lib/logger.ts';
import { isLoopback } from '../../lib/loopback.ts';
import type { ApiParts, Dialect } from '../dialect.ts';
import { ApiError, toApiError } from './api-error.ts';
import type { ApiKeys } from './api-keys.ts';
import { isAllowedOrigin, isOwnHost } from './origin.ts';
import { parseJson } from './read-body.ts';
import { type LoggedRequest, leftStatus, type RequestLog } from './request-log.ts';
import { followMethods } from './wrong-methods.ts';

declare module 'fastify' {
  interface FastifyRequest {
    logged: LoggedRequest | undefined;
    /** Who asks, for a fair queue: the key, else the other side's address. */
    client: string;
    /** Puts a failure into the logs, also one that comes too late for a status of its own. */
    noteFailure: (thrown: unknown) => ApiError;
  }
}

export interface ServerLimits {
  /** Bytes. Long conversations with documents are a few megabytes. */
  bodyBytes: number;
  /** For the whole request to arrive. */
  bodyMs: number;
  headersMs: number;
}

export const usualLimits: ServerLimits = { bodyBytes: 32 * 1024 * 1024, bodyMs: 60_000, headersMs: 10_000 };

/** Characters of a path or a name that the list of requests keeps. */
const longestLogged = 300;

interface CreateOptions {
  dialects: readonly Dialect[];
  parts: ApiParts;
  keys: ApiKeys;
  log: RequestLog;
  settings: () => Settings;
  logger: Logger;
  limits: ServerLimits;
}

export function createServer({ dialects, parts, keys, log, settings, logger, limits }: CreateOptions): FastifyInstance {
  const server = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.bodyMs,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void fail(request as FastifyRequest, reply as FastifyReply, error),
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
    http: { headersTimeout: limits.headersMs, requestTimeout: limits.bodyMs, connectionsCheckingInterval: Math.min(1000, limits.bodyMs) },
  });
  const dialectOf = (request: FastifyRequest) => dialects.find((dialect) => dialect.owns(pathOf(request), request.headers)) ?? dialects[0];
  const note = (request: FastifyRequest, thrown: unknown) => {
    const error = fromFastify(thrown);
    if (error.kind === 'internal') logger.error('A request to the server failed', { path: pathOf(request), error: thrown });
    const model = wantedModel(request.body);
    request.logged?.note({
      failure: error.message,
      failureKind: error.kind,
      ...(error.numbers && { failureNumbers: error.numbers }),
      ...(model !== undefined && { model }),
      ...(error.nearest && { nearest: error.nearest }),
    });
    return error;
  };
  const fail = (request: FastifyRequest, reply: FastifyReply, thrown: unknown) => {
    const error = note(request, thrown);
    const answer = dialectOf(request)?.toError(error) ?? { body: { error: error.message } };
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
    return reply
      .code(answer.status ?? error.status)
      .headers(answer.headers ?? {})
      .send(answer.body);
  };

  // Programs often send JSON without saying so; web pages are kept out by their origin, not by this.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(String(body)));
    } catch (error) {
      done(error as Error);
    }
  });
  server.decorateRequest('logged', undefined);
  server.decorateRequest('client', '');
  server.decorateRequest('noteFailure', function noteFailure(this: FastifyRequest, thrown: unknown) {
    return note(this, thrown);
  });
  server.addHook('onRequest', async (request, reply) => {
    const now = settings();
    const { host, origin } = request.headers;
    const key = readKey(request);
    const entry = key === undefined ? undefined : keys.find(key);
    request.logged = log.begin({
      method: request.method,
      path: pathOf(request).slice(0, longestLogged),
      ...(entry && { keyName: entry.name }),
    });
    // Not Fastify's own hooks: none of them comes when a program leaves in the middle of its answer.
    reply.raw.once('close', () => request.logged?.end(reply.raw.writableFinished ? reply.raw.statusCode : leftStatus));
    request.client = entry?.id ?? request.ip;
    if (!isOwnHost(host, now.serverOnNetwork)) throw new ApiError('forbidden', 'This address is not one of this computer.');
    if (!isAllowedOrigin(origin, now.serverOrigins))
      throw new ApiError('forbidden', `Web pages of ${origin} are not allowed. Add them in the server's settings.`);
    if (origin !== undefined) allowOrigin(reply, origin);
    if (request.method === 'OPTIONS') return allowMethods(request, reply);
    const needsKey = now.serverNeedsKey || !isLoopback(request.socket.remoteAddress);
    if (needsKey && !entry)
      throw new ApiError(
        'unauthorized',
        key === undefined ? 'A key is needed. Make one in Alcove, under Server.' : 'This key is not known here.',
      );
    const refused = entry && keys.use(entry);
    if (refused) {
      throw new ApiError('rate-limited', `This key has no more requests in this minute.`, { retryAfterSeconds: refused.waitSeconds });
    }
  });
  server.setErrorHandler((thrown, request, reply) => fail(request, reply, thrown));
  server.setNotFoundHandler((request, reply) =>
    fail(request, reply, new ApiError('not-found', `There is no ${request.method} ${pathOf(request)} here.`)),
  );
  const refuseWrongMethods = followMethods(server);
  server.get('/', async () => 'Alcove is running');
  for (const dialect of dialects) dialect.register(server, parts);
  refuseWrongMethods();
  return server;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '/';
}

/** What a refused request had asked for; a name that is far too long to be one is left out. */
function wantedModel(body: unknown): string | undefined {
  const model = (body as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' && model.length <= longestLogged ? model : undefined;
}

/** `Authorization: Bearer`, or Anthropic's `x-api-key`. */
function readKey(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const own = request.headers['x-api-key'];
  return bearer ?? (typeof own === 'string' && own !== '' ? own : undefined);
}

function allowOrigin(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin).header('vary', 'origin').header('access-control-expose-headers', '*');
}

function allowMethods(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(204)
    .header('access-control-allow-methods', 'GET, POST, DELETE, HEAD')
    .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
    .header('access-control-max-age', '600')
    .send();
}

/** Fastify's own refusals have codes of their own. */
function fromFastify(thrown: unknown): ApiError {
  const code = (thrown as { code?: unknown } | undefined)?.code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ApiError('too-large', 'The body is too large.');
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') return new ApiError('invalid', 'The body is not as long as it says.');
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return new ApiError('invalid', 'The address is not valid.');
  return toApiError(thrown);
}
