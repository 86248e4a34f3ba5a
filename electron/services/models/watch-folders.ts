/**
 * Notices changes in folders: by the system's own events where they come, else by asking again from time to time. Windows and
 * macOS tell of a whole tree; Linux tells of single folders, so there every folder that a scan looked into is watched.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs';

const quietMs = 300;
const longestWaitMs = 2000;
const pollMs = 30_000;
/** Linux grants each user a limited number, for all programs together. */
const mostWatchers = 2000;
/** What grows for minutes while it is downloaded, and is no model before it has its own name. */
const unfinishedName = /\.(?:part|part\.json|part\.json\.new|incomplete|lock)$|-partial(?:-\d+)?$/;
const hasTreeEvents = process.platform === 'win32' || process.platform === 'darwin';

export class FolderWatcher {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher | 'absent' | 'silent'>();
  readonly #poll: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #firstEventAt = 0;

  /** Calls `onChange` when something has changed and it has been quiet for a moment. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#poll = setInterval(() => this.#look(), pollMs).unref();
  }

  /** Watches these folders and no others; one that is not there is noticed when it comes. `visited`: what lies in them, to any depth. */
  follow({ folders, visited }: { folders: readonly string[]; visited: readonly string[] }): void {
    const wanted = new Set(hasTreeEvents ? folders : [...folders, ...visited]);
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      if (typeof watcher === 'object') watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of wanted) {
      const watcher = this.#watchers.get(folder);
      if (watcher !== undefined && watcher !== 'absent') continue;
      const started = this.#start(folder);
      this.#watchers.set(folder, started);
      // Something may have come between the scan that found the folder and now.
      if (started !== 'absent') this.#notice();
    }
  }

  close(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#timer);
    this.follow({ folders: [], visited: [] });
  }

  #start(folder: string): FSWatcher | 'absent' | 'silent' {
    if (!existsSync(folder)) return 'absent';
    if (this.#watchers.size >= mostWatchers) return 'silent';
    try {
      const watcher = watch(folder, { recursive: hasTreeEvents, persistent: false }, (_event, name) => {
        // Its own name comes with an event of its own.
        if (name === null || !unfinishedName.test(name)) this.#notice();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.set(folder, existsSync(folder) ? 'silent' : 'absent');
        this.#notice();
      });
      return watcher;
    } catch {
      return 'silent';
    }
  }

  #notice(): void {
    const now = Date.now();
    if (this.#timer === undefined) this.#firstEventAt = now;
    clearTimeout(this.#timer);
    const waitMs = Math.max(0, Math.min(quietMs, this.#firstEventAt + longestWaitMs - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onChange();
    }, waitMs);
    this.#timer.unref();
  }

  /** A folder that came or went; and any folder whose system sends no events. */
  #look(): void {
    for (const [folder, watcher] of this.#watchers) {
      const isThere = existsSync(folder);
      if (watcher === 'silent') this.#notice();
      if (isThere === (watcher !== 'absent')) continue;
      if (typeof watcher === 'object') watcher.close();
      this.#watchers.set(folder, isThere ? this.#start(folder) : 'absent');
      this.#notice();
    }
  }
}
