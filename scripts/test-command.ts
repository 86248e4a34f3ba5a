/** The built command line as real processes, for tests. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Builds it where it is older than its sources. */
export function ensureBuilt(): void {
  execFileSync(process.execPath, ['--input-type=module', '-e', "(await import('./scripts/build.mjs')).ensureBuilt()"], { cwd: root });
}

export interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** What stdout or stderr has said, once it has. Rejects when it ends without. */
  says(what: RegExp): Promise<RegExpExecArray>;
}

interface StartOptions {
  /** The data folder; the person's own one lies in it. */
  home: string;
  environment: NodeJS.ProcessEnv;
}

/** Commands of one test, which `killAll` ends. */
export function createCommands() {
  const running = new Set<ChildProcess>();

  function start(args: string[], { home, environment }: StartOptions): Started {
    const child = spawn(process.execPath, [join(root, 'out/headless.js'), ...args], {
      env: { ...environment, HOME: join(home, 'person'), ALCOVE_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const said = { stdout: '', stderr: '' };
    const listeners = new Set<() => void>();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        for (const listener of listeners) listener();
      });
    }
    const ended = new Promise<Awaited<Started['ended']>>((resolve) => {
      child.on('close', (code) => {
        running.delete(child);
        resolve({ code, ...said });
      });
    });
    const says = (what: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const found = what.exec(said.stdout) ?? what.exec(said.stderr);
          if (found) resolve(found);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended without ${what}: ${said.stdout}${said.stderr}`)));
      });
    return { child, ended, says };
  }

  function killAll(): void {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
  }

  return { start, killAll };
}
