/**
 * A worker thread that computes SHA-256 of one file, so that the host's own thread stays free. It reads no further than it was told,
 * and so can follow a file that is still being written.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

export interface HashTask {
  path: string;
  /** The whole file; the hash is complete there. */
  sizeBytes: number;
  /** Every so many bytes also get a hash of their own; undefined: none do. */
  chunkBytes: number | undefined;
}

export type HashEvent =
  | { type: 'progress'; doneBytes: number }
  | { type: 'chunk'; index: number; sha256: string }
  | { type: 'done'; sha256: string };

const blockBytes = 1 << 20;
const progressBytes = 8 << 20;

function follow(task: HashTask, tell: (event: HashEvent) => void): (upToBytes: number) => void {
  const { sizeBytes, chunkBytes = Number.POSITIVE_INFINITY } = task;
  const file = openSync(task.path, 'r');
  const block = Buffer.allocUnsafe(blockBytes);
  const whole = createHash('sha256');
  let chunk = createHash('sha256');
  let at = 0;
  let told = 0;

  function step(upToBytes: number): void {
    const chunkEnd = Math.min((Math.floor(at / chunkBytes) + 1) * chunkBytes || sizeBytes, sizeBytes);
    const wanted = Math.min(blockBytes, upToBytes - at, chunkEnd - at);
    const read = readSync(file, block, 0, wanted, at);
    if (read === 0) throw Object.assign(new Error(`${task.path} ends at ${at} bytes instead of ${sizeBytes}`), { code: 'ETRUNCATED' });
    const bytes = block.subarray(0, read);
    whole.update(bytes);
    at += read;
    if (task.chunkBytes === undefined) return;
    chunk.update(bytes);
    if (at < chunkEnd) return;
    tell({ type: 'chunk', index: Math.ceil(at / chunkBytes) - 1, sha256: chunk.digest('hex') });
    chunk = createHash('sha256');
  }

  let isDone = false;
  return (upToBytes) => {
    while (at < Math.min(upToBytes, sizeBytes)) {
      step(Math.min(upToBytes, sizeBytes));
      if (at - told < progressBytes) continue;
      told = at;
      tell({ type: 'progress', doneBytes: at });
    }
    if (at < sizeBytes || isDone) return;
    isDone = true;
    closeSync(file);
    tell({ type: 'done', sha256: whole.digest('hex') });
  };
}

if (parentPort) {
  const port = parentPort;
  const extend = follow(workerData as HashTask, (event) => port.postMessage(event));
  port.on('message', (upToBytes: number) => extend(upToBytes));
}
