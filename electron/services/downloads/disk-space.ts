/** Room on drives: what every running download still needs is spoken for, so that two of them never count the same bytes. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { readDrive } from '../../lib/drive.ts';

/** Asks the system; a test answers itself. */
export type FreeBytes = (folder: string) => Promise<number>;

/** Bytes that this person may still write on the drive of a folder. */
export const freeBytesAt: FreeBytes = async (folder) => (await readDrive(folder)).freeBytes;

/** The next folder above that is there. */
export function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

export class DiskSpace {
  readonly #freeBytes: FreeBytes;
  readonly #spareBytes: number;
  /** By download: the drive, and what it still needs there. */
  readonly #reserved = new Map<string, { device: number; leftBytes: () => number }>();

  /** `spareBytes` stay free for everything else that the computer does. */
  constructor(options: { freeBytes: FreeBytes; spareBytes: number }) {
    this.#freeBytes = options.freeBytes;
    this.#spareBytes = options.spareBytes;
  }

  /** Speaks for what a download needs, behind those that came before. Throws file.no-space, and then nothing is reserved. */
  async reserve(id: string, folder: string, leftBytes: () => number): Promise<void> {
    const { dev } = await stat(existingFolder(folder));
    this.#reserved.set(id, { device: dev, leftBytes });
    try {
      await this.check(id, folder);
    } catch (error) {
      this.release(id);
      throw error;
    }
  }

  release(id: string): void {
    this.#reserved.delete(id);
  }

  /** Whether there still is room for what a download and those before it need. Throws file.no-space. */
  async check(id: string, folder: string): Promise<void> {
    const own = this.#reserved.get(id);
    if (own === undefined) return;
    const existing = existingFolder(folder);
    // The drive is gone; how full the one below it is means nothing, and the next write tells.
    if ((await stat(existing)).dev !== own.device) return;
    const freeBytes = await this.#freeBytes(existing);
    let neededBytes = 0;
    for (const [other, { device, leftBytes }] of this.#reserved) {
      if (device === own.device) neededBytes += leftBytes();
      if (other === id) break;
    }
    if (neededBytes === 0 || neededBytes + this.#spareBytes <= freeBytes) return;
    // With what stays free, or a person would be told that more is free than needed.
    throw noSpace(folder, neededBytes + this.#spareBytes, freeBytes);
  }

  /** What a refused write means. */
  async describe(folder: string, neededBytes: number): Promise<AppError> {
    return noSpace(folder, neededBytes, await this.#freeBytes(existingFolder(folder)).catch(() => 0));
  }
}

function noSpace(path: string, neededBytes: number, freeBytes: number): AppError {
  return new AppError('file.no-space', `${path} needs ${neededBytes} bytes, ${freeBytes} are free`, {
    data: { path, neededBytes, freeBytes },
  });
}
