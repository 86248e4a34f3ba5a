/** What a desktop can do and plain Node cannot, or does otherwise. The only seam between the two hosts. */
import { fork } from 'node:child_process';

/** `signal` where the system tells it; `reason` as Electron names it (crashed, oom, killed ...). */
export interface ChildExit {
  code: number | null;
  signal: string | null;
  reason?: string | undefined;
}

/** A child process that speaks structured messages. */
export interface Child {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the process is gone already. */
  onExit(listener: (exit: ChildExit) => void): void;
  /** What the process writes to stdout and stderr, the last lines so far first, so that what came before a crash is known. */
  onOutput(listener: (text: string) => void): void;
  kill(): void;
}

export interface Platform {
  readonly name: 'desktop' | 'headless';
  spawn(file: string, options?: { env?: Record<string, string>; name?: string }): Child;
  /** The system's own dialog; undefined where there is none (platform.unsupported). */
  readonly pick: ((what: 'files' | 'folder') => Promise<string[]>) | undefined;
  /** Shows a file in the system's file manager; undefined where there is none. */
  readonly reveal: ((path: string) => void) | undefined;
  /** The system's trash; undefined: the models service keeps its own `trash/`. */
  readonly trash: ((path: string) => Promise<void>) | undefined;
  /** Undefined in the browser host: the page opens links itself. */
  readonly openExternal: ((url: string) => Promise<void>) | undefined;
  /** Encrypts with a key of the system's keychain; undefined where there is none: secrets then lie in a file that only its owner can read. */
  readonly cipher: { encrypt(text: string): Buffer; decrypt(bytes: Buffer): string } | undefined;
  /** The system's proxy for an address, as Chromium writes it (`PROXY host:port; DIRECT`); undefined: the environment's variables count. */
  readonly resolveProxy: ((url: string) => Promise<string>) | undefined;
  /** The system's own notification; undefined where the page shows it. `action`: a button that does the same, where the system has them. */
  readonly notify: ((notification: { title: string; body: string; action?: string; onClick: () => void }) => void) | undefined;
}

const keptOutputLength = 16 * 1024;

/** The end of what a child process wrote, handed to every listener however late it comes. */
export function createOutput(streams: (NodeJS.ReadableStream | null)[]): Child['onOutput'] {
  const listeners = new Set<(text: string) => void>();
  let kept = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      kept = (kept + text).slice(-keptOutputLength);
      for (const listener of listeners) listener(text);
    });
  }
  return (listener) => {
    if (kept !== '') listener(kept);
    listeners.add(listener);
  };
}

/** Tells every listener of the end, once, however late it comes. */
export function createExit(): { settle(exit: ChildExit): void; onExit: Child['onExit'] } {
  const { promise, resolve } = Promise.withResolvers<ChildExit>();
  return { settle: resolve, onExit: (listener) => void promise.then(listener) };
}

/** A terminal sends Ctrl+C to the children as well, but only the host may decide what it ends: an answer, not its model. */
const ignoreInterrupt = ['--import', "data:text/javascript,process.on('SIGINT',()=>{})"];

/** How long a process that ended may take to hand over its last lines: a grandchild can hold the pipe open for ever. */
const lastLinesMs = 200;

/** Plain Node: children by fork, no dialogs, no trash of the system. */
export const nodePlatform: Platform = {
  name: 'headless',
  spawn(file, options) {
    const child = fork(file, [], {
      env: { ...process.env, ...options?.env },
      execArgv: ignoreInterrupt,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { settle, onExit } = createExit();
    child.on('error', () => settle({ code: null, signal: null, reason: 'launch-failed' }));
    child.on('close', (code, signal) => settle({ code, signal }));
    child.on('exit', (code, signal) => setTimeout(settle, lastLinesMs, { code, signal }));
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => {
        // A child that just died says so by its exit, not by a failed send.
        if (child.connected) child.send(message as object, () => {});
      },
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit,
      onOutput: createOutput([child.stdout, child.stderr]),
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  },
  pick: undefined,
  reveal: undefined,
  trash: undefined,
  openExternal: undefined,
  cipher: undefined,
  resolveProxy: undefined,
  notify: undefined,
};
