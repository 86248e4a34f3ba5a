/** Who has a port, where the system tells, and which one nearby is free. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const patienceMs = 2000;
const tries = 20;

/** The next free port on 127.0.0.1 above this one. */
export async function findFreePort(port: number): Promise<number | undefined> {
  for (let next = port + 1; next <= Math.min(port + tries, 65_535); next += 1) if (await isFree(next)) return next;
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The program's name, as people or the system know it. Undefined when the system does not tell (another person's program, say). */
export async function findPortHolder(port: number): Promise<string | undefined> {
  try {
    const name = await findProgram(port);
    return name && (knownPrograms.find(([pattern]) => pattern.test(name))?.[1] ?? name);
  } catch {
    return undefined;
  }
}

/** Those that are likely to serve models, too, by what their processes are called. */
const knownPrograms: [RegExp, string][] = [
  [/^lm[ -]?studio/i, 'LM Studio'],
  [/^ollama/i, 'Ollama'],
  [/^jan$/i, 'Jan'],
  [/^alcove/i, 'Alcove'],
];

async function findProgram(port: number): Promise<string | undefined> {
  if (process.platform === 'linux') return findOnLinux(port);
  if (process.platform === 'win32') return findOnWindows(port);
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fc'], { timeout: patienceMs });
  return /^c(.+)$/m.exec(stdout)?.[1];
}

/** The socket's number from the kernel's table, then the process that holds it. */
async function findOnLinux(port: number): Promise<string | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = '0A';
  const sockets = new Set(
    tables
      .flatMap((table) => table.split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => local.endsWith(wanted) && state === listening)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  for (const process of await readdir('/proc')) {
    if (!/^\d+$/.test(process)) continue;
    const handles = await readdir(`/proc/${process}/fd`).catch(() => []);
    for (const handle of handles) {
      if (sockets.has(await readlink(`/proc/${process}/fd/${handle}`).catch(() => ''))) {
        // The name that a process gives itself is often that of a thread.
        const file = await readlink(`/proc/${process}/exe`).catch(() => undefined);
        return file === undefined ? (await readFile(`/proc/${process}/comm`, 'utf8')).trim() : basename(file.replace(/ \(deleted\)$/, ''));
      }
    }
  }
  return undefined;
}

async function findOnWindows(port: number): Promise<string | undefined> {
  const script = `(Get-Process -Id (Get-NetTCPConnection -LocalPort ${port} -State Listen).OwningProcess[0]).ProcessName`;
  const { stdout } = await run('powershell', ['-NoProfile', '-Command', script], { timeout: patienceMs });
  return stdout.trim() || undefined;
}
