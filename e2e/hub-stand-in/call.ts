/** One request to the stand-in, and the plain ways to answer it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultBox } from './faults.ts';
import type { Repository } from './repositories.ts';
import type { SignedFiles } from './signed-files.ts';

/** What the stand-in remembers of a request. */
export interface LoggedRequest {
  /** Milliseconds since 1970. */
  at: number;
  server: 'hub' | 'data';
  method: string;
  /** With the query. */
  url: string;
  host: string;
  headers: IncomingMessage['headers'];
  authorization: string | undefined;
  range: string | undefined;
  /** 0: cut before an answer, or not answered yet. */
  status: number;
  /** Of the body, as far as they were handed to the connection. */
  bytesSent: number;
  isDone: boolean;
}

export interface Account {
  name: string;
  /** Repositories that it was granted; unset: all that are gated. */
  grants?: string[];
  /** Publishers whose private repositories it sees. */
  organizations?: string[];
}

export interface Hub {
  endpoint: string;
  dataOrigin: string;
  repositories: Map<string, Repository>;
  accounts: Record<string, Account>;
  faults: FaultBox;
  signed: SignedFiles;
  pacer: { wait(bytes: number, options: { subject: string; connection: object }): Promise<void> | undefined };
  requests: LoggedRequest[];
}

export interface Call {
  hub: Hub;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  log: LoggedRequest;
}

export function sendJson({ response, request, log }: Call, body: unknown, { status = 200, headers = {} }: Answer = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  if (request.method === 'HEAD') return void response.end();
  log.bytesSent += Buffer.byteLength(text);
  response.end(text);
}

export function sendText({ response, request, log }: Call, text: string, { status = 200, headers = {} }: Answer = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers, 'content-length': Buffer.byteLength(text) });
  if (request.method === 'HEAD') return void response.end();
  log.bytesSent += Buffer.byteLength(text);
  response.end(text);
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
}

/** An answer that is an error; `code` becomes X-Error-Code. JSON from the interface, plain text from resolve and raw. */
export class HubError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, { code, headers = {} }: { code?: string; headers?: Record<string, string> } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function sendError(call: Call, error: HubError): void {
  const headers = { ...error.headers, ...(error.code && { 'x-error-code': error.code }), 'x-error-message': error.message };
  if (call.url.pathname.startsWith('/api/')) sendJson(call, { error: error.message }, { status: error.status, headers });
  else sendText(call, error.message, { status: error.status, headers });
}

export const portalPage = '<html>Please log in.</html>';

export async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}
