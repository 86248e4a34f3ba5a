/** The local server that other programs use: off until somebody wants it, on this computer only until somebody wants more. */
import { networkInterfaces } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../shared/errors.ts';
import type { ServerPlace, ServerState } from '../../shared/server.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Logger } from '../lib/logger.ts';
import { isLoopback } from '../lib/loopback.ts';
import { WatchableValue } from '../lib/watchable.ts';
import type { SettingsService } from '../services/settings/settings.ts';
import type { ApiParts, Dialect } from './dialect.ts';
import { ApiKeys } from './http/api-keys.ts';
import { createServer, type ServerLimits, usualLimits } from './http/create-server.ts';
import { findFreePort, findPortHolder } from './http/port.ts';
import { RequestLog } from './http/request-log.ts';

interface ApiServerOptions {
  parts: ApiParts;
  dialects: readonly Dialect[];
  settings: SettingsService;
  logger: Logger;
  limits?: ServerLimits;
}

export class ApiServer {
  readonly keys: ApiKeys;
  readonly log: RequestLog;
  readonly #options: ApiServerOptions;
  readonly #state: WatchableValue<ServerState>;
  readonly #stopFollowing: () => void;
  /** With what the settings said when it was started. */
  #running: { server: FastifyInstance; followed: Followed } | undefined;
  /** One start or stop after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: ApiServerOptions) {
    const { parts, settings } = options;
    const { database } = parts;
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

  /** Resolves when it answers; at once when it does already. Throws server.port-taken, server.port-refused, server.address-unknown. */
  start(place: ServerPlace = {}): Promise<void> {
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

  async #start(place: ServerPlace): Promise<void> {
    if (this.#running) return;
    const { parts, dialects, settings, logger, limits = usualLimits } = this.#options;
    const followed = followedOf(settings.get());
    const { port = followed.port, host = followed.isOnNetwork ? everywhere : '127.0.0.1' } = place;
    const isOnNetwork = !isLoopback(host);
    this.#tell({ type: 'starting' });
    const server = createServer({
      dialects,
      parts,
      keys: this.keys,
      log: this.log,
      settings: () => withPlace(settings.get(), place, isOnNetwork),
      logger,
      limits,
    });
    try {
      await server.listen({ port, host });
    } catch (error) {
      await server.close();
      const failure = await explain(error, { port, host });
      this.#tell({ type: 'failed', error: failure instanceof AppError ? failure.toWire() : { code: 'unknown' } });
      throw failure;
    }
    const address = server.server.address();
    const listening = typeof address === 'object' && address ? address.port : port;
    this.#running = { server, followed };
    this.#tell({ type: 'on', addresses: listAddresses(host, listening), ...(place.needsKey && { needsKey: true }) });
    logger.info('The server is on', { host, port: listening });
  }

  async #close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.server.close();
  }

  /** Another port or reach while it is on: it moves there. Where a command has put it is no matter of the settings until they change. */
  #followSettings(): void {
    const running = this.#running;
    const now = followedOf(this.#options.settings.get());
    if (!running || (running.followed.port === now.port && running.followed.isOnNetwork === now.isOnNetwork)) return;
    running.followed = now;
    void this.#inTurn(async () => {
      // Somebody has switched it off meanwhile.
      if (!this.#running) return;
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

/** What moves it when it changes. */
interface Followed {
  port: number;
  isOnNetwork: boolean;
}

const everywhere = '0.0.0.0';

const followedOf = ({ serverPort, serverOnNetwork }: Settings): Followed => ({ port: serverPort, isOnNetwork: serverOnNetwork });

function withPlace(settings: Settings, { origins, needsKey }: ServerPlace, isOnNetwork: boolean): Settings {
  return {
    ...settings,
    serverOnNetwork: isOnNetwork,
    ...(origins && { serverOrigins: origins }),
    ...(needsKey !== undefined && { serverNeedsKey: needsKey }),
  };
}

function listAddresses(host: string, port: number): string[] {
  if (host !== everywhere && host !== '::') return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`];
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
  return [`http://127.0.0.1:${port}`, ...others];
}

/** As what a person can act on, where it is that. */
async function explain(error: unknown, { port, host }: { port: number; host: string }): Promise<unknown> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES')
    return new AppError('server.port-refused', 'The system does not give this port away.', { data: { port }, cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL')
    return new AppError('server.address-unknown', 'This computer has no such address.', { data: { host }, cause: error });
  if (code !== 'EADDRINUSE') return error;
  const [program, freePort] = await Promise.all([findPortHolder(port), findFreePort(port)]);
  const data = { port, ...(program !== undefined && { program }), ...(freePort !== undefined && { freePort }) };
  return new AppError('server.port-taken', 'Another program has this port.', { data, cause: error });
}
