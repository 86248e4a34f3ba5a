/** The local server that other programs use: off until somebody wants it, on this computer only until somebody wants more. */
import { networkInterfaces } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../shared/errors.ts';
import type { ServerState } from '../../shared/server.ts';
import type { Logger } from '../lib/logger.ts';
import { WatchableValue } from '../lib/watchable.ts';
import type { SettingsService } from '../services/settings/settings.ts';
import type { ApiParts, Dialect } from './dialect.ts';
import { ApiKeys } from './http/api-keys.ts';
import { createServer, type ServerLimits, usualLimits } from './http/create-server.ts';
import { findFreePort, findPortHolder } from './http/port.ts';
import { RequestLog } from './http/request-log.ts';

export interface ApiServerOptions {
  parts: ApiParts;
  dialects: readonly Dialect[];
  settings: SettingsService;
  database: DatabaseSync;
  logger: Logger;
  limits?: ServerLimits;
}

/** Where it listens; unset: as the settings say. */
export interface Place {
  port?: number | undefined;
  isOnNetwork?: boolean | undefined;
}

export class ApiServer {
  readonly keys: ApiKeys;
  readonly log: RequestLog;
  readonly #options: ApiServerOptions;
  readonly #state: WatchableValue<ServerState>;
  readonly #stopFollowing: () => void;
  #running: { server: FastifyInstance; port: number; isOnNetwork: boolean } | undefined;
  /** One start or stop after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: ApiServerOptions) {
    const { database, settings } = options;
    this.#options = options;
    this.keys = new ApiKeys({ database, onChange: () => this.#tell() });
    this.log = new RequestLog({ database, onToday: () => this.#tell() });
    this.#state = new WatchableValue<ServerState>({ state: { type: 'off' }, keys: this.keys.list(), today: this.log.today() });
    this.#stopFollowing = settings.onChange(() => this.#followSettings());
  }

  watch(signal?: AbortSignal): AsyncIterable<ServerState> {
    return this.#state.watch(signal);
  }

  get state(): ServerState['state'] {
    return this.#state.get().state;
  }

  /** Resolves when it answers; at once when it does already. Throws server.port-taken, server.port-refused. */
  start(place: Place = {}): Promise<void> {
    return this.#inTurn(() => this.#start(place));
  }

  /** Requests under way are ended. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close();
      this.#tell({ type: 'off' });
    });
  }

  async dispose(): Promise<void> {
    this.#stopFollowing();
    await this.stop();
  }

  async #start({ port = this.#options.settings.get().serverPort, isOnNetwork = this.#options.settings.get().serverOnNetwork }: Place) {
    if (this.#running) return;
    const { parts, dialects, settings, logger, limits = usualLimits } = this.#options;
    this.#tell({ type: 'starting' });
    const server = createServer({
      dialects,
      parts,
      keys: this.keys,
      log: this.log,
      settings: () => ({ ...settings.get(), serverOnNetwork: isOnNetwork }),
      logger,
      limits,
    });
    try {
      await server.listen({ port, host: isOnNetwork ? '0.0.0.0' : '127.0.0.1' });
    } catch (error) {
      await server.close();
      const failure = await explain(error, port);
      this.#tell({ type: 'failed', error: failure.toWire() });
      throw failure;
    }
    const address = server.server.address();
    const listening = typeof address === 'object' && address ? address.port : port;
    this.#running = { server, port: listening, isOnNetwork };
    this.#tell({ type: 'on', addresses: listAddresses(listening, isOnNetwork) });
    logger.info('The server is on', { port: listening, isOnNetwork });
  }

  async #close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.server.close();
  }

  /** Another port or reach while it is on: it moves there. */
  #followSettings(): void {
    const running = this.#running;
    const { serverPort, serverOnNetwork } = this.#options.settings.get();
    if (!running || (running.port === serverPort && running.isOnNetwork === serverOnNetwork)) return;
    void this.#inTurn(async () => {
      await this.#close();
      await this.#start({});
    }).catch((error: unknown) => this.#options.logger.warn('The server could not move', { error }));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => {});
    return next;
  }

  #tell(state: ServerState['state'] = this.state): void {
    this.#state.set({ state, keys: this.keys.list(), today: this.log.today() });
  }
}

function listAddresses(port: number, isOnNetwork: boolean): string[] {
  const own = `http://127.0.0.1:${port}`;
  if (!isOnNetwork) return [own];
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
  return [own, ...others];
}

async function explain(error: unknown, port: number): Promise<AppError> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES')
    return new AppError('server.port-refused', 'The system does not give this port away.', { data: { port }, cause: error });
  if (code !== 'EADDRINUSE') throw error;
  const [program, freePort] = await Promise.all([findPortHolder(port), findFreePort(port)]);
  const data = { port, ...(program !== undefined && { program }), ...(freePort !== undefined && { freePort }) };
  return new AppError('server.port-taken', 'Another program has this port.', { data, cause: error });
}
