/** What a desktop can do and plain Node cannot, or does otherwise. The only seam between the two hosts. */

/** A child process that speaks structured messages. */
export interface Child {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once. `signal` where the system tells it; `reason` as Electron names it (crashed, oom, killed ...). */
  onExit(listener: (exit: { code: number | null; signal: string | null; reason?: string | undefined }) => void): void;
  /** What the process writes to stdout and stderr, so that the last lines before a crash are known. */
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
}
