/** Who has a port, where the system tells, and which one nearby is free. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
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

/** The program's name, as the system knows it. Undefined when it does not tell (another person's program, say). */
export async function findPortHolder(port: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await findOnLinux(port);
    if (process.platform === 'win32') return await findOnWindows(port);
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fc'], { timeout: patienceMs });
    return /^c(.+)$/m.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
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
        return (await readFile(`/proc/${process}/comm`, 'utf8')).trim();
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
