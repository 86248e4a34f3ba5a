/** How much memory programs could get now. What Node calls free leaves out the caches that a system gives up at once. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';

export async function readMemory(): Promise<{ freeBytes: number; totalBytes: number }> {
  const totalBytes = totalmem();
  const available = await readAvailable().catch(() => undefined);
  const limitBytes = process.constrainedMemory();
  const isConstrained = limitBytes > 0 && limitBytes < totalBytes;
  if (!isConstrained) return { freeBytes: Math.min(available ?? freemem(), totalBytes), totalBytes };
  return { freeBytes: Math.min(available ?? Number.POSITIVE_INFINITY, process.availableMemory()), totalBytes: limitBytes };
}

async function readAvailable(): Promise<number | undefined> {
  if (process.platform === 'linux') return parseMeminfo(await readFile('/proc/meminfo', 'utf8'));
  if (process.platform !== 'darwin') return undefined;
  const { stdout } = await promisify(execFile)('/usr/bin/vm_stat', { timeout: 2000 });
  return parseVmStat(stdout);
}

/** Linux: MemAvailable, in bytes. */
export function parseMeminfo(text: string): number | undefined {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** macOS: free pages and those that are given up without being written anywhere. */
export function parseVmStat(text: string): number | undefined {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(text)?.[1]);
  const pages = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)\\.`, 'm').exec(text)?.[1] ?? 0);
  const bytes = (pages('Pages free') + pages('Pages inactive') + pages('Pages speculative') + pages('Pages purgeable')) * pageBytes;
  return bytes > 0 ? bytes : undefined;
}
