/** A worker thread that parses the headers of remote GGUF files, so that the host's own thread stays free. */
import { parentPort } from 'node:worker_threads';
import { type GgufHeader, parseGgufHeader } from '../../../shared/gguf.ts';
import { checkShapes, checkTensors } from '../../../shared/gguf-checks.ts';
import { GgufError } from '../../../shared/gguf-reader.ts';
import type { BrokenReason } from '../../../shared/models.ts';
import { findTensors, type HeaderHint } from './remote-header-tensors.ts';

export type HeaderTask =
  /** The next bytes of a file, from its beginning on. */
  | { type: 'append'; id: number; bytes: Uint8Array; sizeBytes: number }
  /** A piece of a file like another one, see remote-header-tensors.ts. */
  | { type: 'find'; id: number; bytes: Uint8Array; start: number; sizeBytes: number; hint: HeaderHint }
  /** The file is of no more interest. */
  | { type: 'drop'; id: number };

export type HeaderAnswer = { id: number } & (
  | { type: 'header'; header: GgufHeader }
  | { type: 'more'; atLeastBytes: number }
  | { type: 'found'; tensors: GgufHeader['tensors']; dataOffset: number }
  | { type: 'not-found' }
  | { type: 'broken'; reason: BrokenReason; message: string }
);

const files = new Map<number, Buffer>();

function append(task: Extract<HeaderTask, { type: 'append' }>): HeaderAnswer {
  const { id } = task;
  const bytes = Buffer.concat([files.get(id) ?? Buffer.alloc(0), task.bytes]);
  files.delete(id);
  try {
    const parsed = parseGgufHeader(bytes);
    if (parsed.type === 'more') {
      files.set(id, bytes);
      return { id, ...parsed };
    }
    checkShapes(parsed.header);
    if (checkTensors(parsed.header, task.sizeBytes).type === 'truncated')
      throw new GgufError('truncated', 'The file is shorter than its tensors');
    return { id, type: 'header', header: parsed.header };
  } catch (error) {
    if (error instanceof GgufError) return { id, type: 'broken', reason: error.reason, message: error.message };
    throw error;
  }
}

parentPort?.on('message', (task: HeaderTask) => {
  switch (task.type) {
    case 'append':
      return parentPort?.postMessage(append(task));
    case 'find': {
      const found = findTensors(task.bytes, task);
      return parentPort?.postMessage({ id: task.id, ...(found ? { type: 'found', ...found } : { type: 'not-found' }) });
    }
    case 'drop':
      return files.delete(task.id);
    default:
      return task satisfies never;
  }
});
