/** Whether a model would fit, from its number of parameters alone: for lists, where no header has been read. */
import type { Fit } from './engine.ts';
import type { FreeMemory } from './memory.ts';
import { gpuReserveBytes, memoryReserveBytes } from './memory-reserves.ts';

/** Bytes for one parameter of a Q4_K_M file: about 4.85 bits. */
const bytesPerParameter = 4.85 / 8;
/** A short conversation and working room, beside the reserves of memory.ts. */
const roomBytes = 0.6e9;

/** How a version of about 4.85 bits a weight would do with what is free now. */
export function fitByParameters(parameterCount: number, free: FreeMemory): Fit {
  const neededBytes = parameterCount * bytesPerParameter + roomBytes;
  const onCard = Math.max(0, (free.gpu?.freeBytes ?? 0) - gpuReserveBytes);
  if (neededBytes <= onCard) return 'gpu';
  // Less than a fifth on the card is no help.
  const shareOnCard = onCard / neededBytes >= 0.2 ? onCard : 0;
  const inMemory = neededBytes - shareOnCard;
  if (inMemory > free.totalBytes - memoryReserveBytes) return 'too-large';
  if (inMemory > free.freeBytes - memoryReserveBytes) return 'tight';
  return shareOnCard > 0 ? 'partly' : 'memory';
}
