/** The host over HTTP on 127.0.0.1: the page's files, the contract over a WebSocket, and files dropped into the page. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerPicture, cardPicturePath, type FetchPicture } from '../lib/card-picture.ts';
import { readPageFile } from '../lib/page-files.ts';
import { type Access, createAccess } from './access.ts';
import { createCompressor } from './compress.ts';
import { sendRefusal } from './refusal-page.ts';
import { handleUpload, type ReceiveFile } from './upload.ts';

export interface WebHostOptions {
  /** 0: any free one. */
  port: number;
  token: string;
  router: AnyRouter;
  /** Undefined: no page is served, only the contract to programs that know the token. */
  page: { folder: string; receive: ReceiveFile; picture: FetchPicture } | undefined;
  onBug: (error: unknown) => void;
}

export interface WebHost {
  readonly port: number;
  close(): Promise<void>;
}

const maxMessageBytes = 16 * 1024 * 1024;

/** Rejects with EADDRINUSE when the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer();
  // A file of many gigabytes may take longer than Node's five minutes.
  server.requestTimeout = 0;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const access = createAccess({ port, token: options.token });
  server.on('request', createRequestListener(options, access, port));
  const sockets = acceptSockets(server, options, access);
  return {
    port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function createRequestListener({ page, onBug }: WebHostOptions, access: Access, port: number) {
  const compressor = createCompressor();

  async function sendFile(request: IncomingMessage, response: ServerResponse, folder: string, pathname: string): Promise<void> {
    const file = await readPageFile(folder, pathname);
    if (!file) return void response.writeHead(404, { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' }).end('Not found');
    const { body, encoding } = await compressor.encode({
      key: pathname,
      type: file.headers['content-type'] ?? '',
      body: file.body,
      isImmutable: file.isImmutable,
      accepts: String(request.headers['accept-encoding'] ?? ''),
    });
    response.writeHead(200, {
      ...file.headers,
      vary: 'accept-encoding',
      'content-length': body.length,
      ...(encoding && { 'content-encoding': encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const base = `http://127.0.0.1:${port}`;
    if (!URL.canParse(request.url ?? '', base)) return void response.writeHead(400).end();
    const url = new URL(request.url ?? '', base);
    if (!page) return sendRefusal(request, response, 403);
    if (request.method === 'PUT' && url.pathname === '/upload') {
      const refusal = access.refuseStrictly(request);
      if (refusal) return sendRefusal(request, response, refusal);
      return handleUpload({ request, response, name: url.searchParams.get('name'), receive: page.receive, onBug });
    }
    const refusal = access.refuse(request);
    if (refusal !== 403 && url.pathname === '/' && access.isToken(url.searchParams.get('token'))) {
      const headers = { 'set-cookie': access.setCookie, location: '/', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
      return void response.writeHead(303, headers).end();
    }
    if (refusal) return sendRefusal(request, response, refusal);
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    if (url.pathname === cardPicturePath) return sendPicture(request, response, page.picture, url.searchParams);
    return sendFile(request, response, page.folder, url.pathname);
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error) => {
      onBug(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

async function sendPicture(
  request: IncomingMessage,
  response: ServerResponse,
  picture: FetchPicture,
  query: URLSearchParams,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { status, headers, body } = await answerPicture(picture, query, gone.signal);
  response.writeHead(status, { ...headers, 'content-length': body?.length ?? 0 });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function acceptSockets(server: Server, { router }: WebHostOptions, access: Access): WebSocketServer {
  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isRpc = request.url === '/rpc';
    const status = access.refuseStrictly(request) ?? (isRpc ? undefined : 404);
    if (status !== undefined) {
      socket.on('error', () => {});
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      // A broken frame or a lost connection ends this socket only; its 'close' follows.
      ws.on('error', () => {});
      void handler.upgrade(paced(ws));
    });
  });
  return sockets;
}

/** Settles each send when it has left, so that a watch waits for a slow page instead of filling memory. Never rejects: a lost page is no error. */
function paced(ws: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (data: string | Uint8Array) => new Promise<void>((resolve) => ws.send(data, () => resolve()));
  return { addEventListener: ws.addEventListener.bind(ws), send: send as unknown as WebSocket['send'] };
}
