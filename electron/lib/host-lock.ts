/**
 * One host per data folder. The lock (file-lock.ts) ends with its process however that ends; beside it lies host.json, by which others reach the host that holds it.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomically } from './atomic-write.ts';
import { type FileLock, tryLockFile } from './file-lock.ts';

/** How to reach a live host. `token` lets its bearer in: only the owner of the data folder can read it. */
export interface HostAddress {
  /** desktop: a window. browser: serves the page. command: a command that ends by itself. */
  kind: 'desktop' | 'browser' | 'command';
  pid: number;
  port: number;
  token: string;
}

export interface HostLock {
  /** Writes down where this host listens. */
  publish(address: HostAddress): void;
  release(): void;
}

function readAddress(file: string): HostAddress | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes the data folder for this process, or tells which host has it. Throws when the host that has it never says where it listens. */
export async function lockHost(home: string): Promise<{ lock: HostLock } | { live: HostAddress }> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, 'host.json');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const lock = tryLockFile(join(home, 'host.lock'));
    if (lock) {
      // Left by a host that was killed.
      rmSync(file, { force: true });
      return { lock: createLock(file, lock) };
    }
    const live = readAddress(file);
    if (live && isAlive(live.pid)) return { live };
    // Whoever holds the folder is about to say where it listens, or about to end.
    await sleep(100);
  }
  throw new Error(`Another process holds ${home} and does not say where it listens.`);
}

function createLock(file: string, lock: FileLock): HostLock {
  return {
    publish: (address) => writeFileAtomically(file, JSON.stringify(address)),
    release() {
      rmSync(file, { force: true });
      lock.release();
    },
  };
}
