/** Why a runner ended by itself, as the person will read it. */
import { readFileSync } from 'node:fs';
import type { WireError } from '../../../shared/procedure.ts';

export interface RunnerExit {
  code: number | null;
  signal: string | null;
  reason?: string | undefined;
}

const memoryWords = /out of memory|failed to allocate|bad_alloc|unable to allocate|OutOfDeviceMemory|ErrorOutOfHostMemory/i;
/** What Windows gives for abort() and for a failed fast check. */
const abortCodes = new Set([3, 134, 0xc0000409, -1073740791]);
const keptLog = 2000;

/** `output` is what the process wrote last; `wasMemoryTaken` tells that the system ended a process for its memory meanwhile. */
export function describeExit(exit: RunnerExit, output: string, wasMemoryTaken: boolean): WireError {
  const log = output.trim().slice(-keptLog);
  return {
    code: 'engine.crashed',
    data: {
      cause: findCause(exit, output, wasMemoryTaken),
      ...(exit.signal !== null && { signal: exit.signal }),
      ...(exit.code !== null && { exitCode: exit.code }),
      ...(log !== '' && { log }),
    },
  };
}

function findCause(exit: RunnerExit, output: string, wasMemoryTaken: boolean): 'signal' | 'abort' | 'out-of-memory' | 'exit' {
  if (exit.reason === 'oom' || memoryWords.test(output) || (exit.signal === 'SIGKILL' && wasMemoryTaken)) return 'out-of-memory';
  if (exit.signal === 'SIGABRT' || (exit.code !== null && abortCodes.has(exit.code))) return 'abort';
  return exit.signal !== null || exit.reason === 'crashed' || exit.reason === 'killed' ? 'signal' : 'exit';
}

/** How many processes Linux has ended for their memory since it started; 0 elsewhere. */
export function countMemoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
