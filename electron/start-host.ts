import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { type App, createApp } from './app.ts';
import { type HostAddress, type HostLock, lockHost } from './lib/host-lock.ts';
import type { Platform } from './platform.ts';
import { createRouter } from './rpc/router.ts';
import { startWebHost, type WebHost } from './web/web-host.ts';

export type Router = ReturnType<typeof createRouter>;

export interface Host {
  app: App;
  router: Router;
  address: HostAddress;
  /** Where a browser opens it; only for the kind `browser`. */
  url: string;
  dispose(): Promise<void>;
}

/** Where a browser opens a host of the kind `browser`. */
export const pageUrl = ({ port, token }: HostAddress): string => `http://127.0.0.1:${port}/?token=${token}`;

export interface HostOptions {
  kind: HostAddress['kind'];
  platform: Platform;
  home: string;
  outDirectory: string;
  version: string;
  resourcesFolder: string;
  /** The command line's `--endpoint`. */
  endpoint?: string | undefined;
  /** Unset or 0: any free port. */
  port?: number | undefined;
}

/** Becomes the one host of the data folder, or tells which one is there already. Rejects with EADDRINUSE when the wanted port is taken. */
export async function startHost(options: HostOptions): Promise<{ host: Host } | { live: HostAddress }> {
  const locked = await lockHost(options.home);
  if ('live' in locked) return locked;
  try {
    return { host: await openHost(options, locked.lock) };
  } catch (error) {
    locked.lock.release();
    throw error;
  }
}

async function openHost(options: HostOptions, lock: HostLock): Promise<Host> {
  const app = createApp(options);
  const router = createRouter(app);
  const token = randomBytes(24).toString('base64url');
  const page = {
    folder: join(options.outDirectory, 'renderer'),
    receive: app.models.importStream.bind(app.models),
    picture: app.hub.picture.bind(app.hub),
  };
  let web: WebHost;
  try {
    web = await startWebHost({
      port: options.port ?? 0,
      token,
      router,
      page: options.kind === 'browser' ? page : undefined,
      onBug: (error) => app.logger.error('A request failed', { error }),
    });
  } catch (error) {
    await app.dispose();
    throw error;
  }
  const address: HostAddress = { kind: options.kind, pid: process.pid, port: web.port, token };
  lock.publish(address);
  // A command runs only what it asks for.
  if (options.kind !== 'command') {
    app.downloads.start();
    if (app.settings.get().serverAtStart) void startServer(app);
  }
  const stopLogging = logBugs(app);
  return {
    app,
    router,
    address,
    url: pageUrl(address),
    async dispose() {
      await web.close();
      await app.dispose();
      lock.release();
      stopLogging();
    },
  };
}

/** A port that is taken is something to know, not a reason to have no Alcove. */
async function startServer({ server, system, logger }: App): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    logger.warn('The server did not start with Alcove', { error });
    const { port, program } = error instanceof AppError ? (error.data ?? {}) : {};
    const data = { ...(port !== undefined && { port: String(port) }), ...(program !== undefined && { program: String(program) }) };
    system.addNotice({ id: 'server', code: 'server.not-started', data });
  }
}

/** A promise that nobody waits for must not end the host, whose models and answers have no part in it; either kind of bug is logged. */
function logBugs({ logger }: App): () => void {
  const onRejection = (error: unknown) => logger.error('A bug: nobody waited for this', { error });
  const onException = (error: unknown) => logger.error('A bug that ends the host', { error });
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtExceptionMonitor', onException);
  return () => {
    process.off('unhandledRejection', onRejection);
    process.off('uncaughtExceptionMonitor', onException);
  };
}
