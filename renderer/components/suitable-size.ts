import type { Hardware } from '../../shared/system.ts';

/** Sizes that models are published in, in billions of parameters. */
const usualSizes = [1, 2, 4, 8, 14, 32, 70, 120, 240, 480];

/** Bytes for one parameter of a 4-bit model (Q4_K_M: about 4.85 bits with its scales). */
const bytesPerParameter = 0.61;
/** Context and working room of one conversation. */
const roomBytes = 1.2e9;

/**
 * Billions of parameters of the largest usual size that runs well here in 4 bits: on the graphics card where there is one, else in six
 * tenths of main memory (the rest belongs to the system and other programs). Undefined below one billion.
 */
export function suitableBillions(hardware: Pick<Hardware, 'gpus' | 'memoryBytes'>): number | undefined {
  const cardBytes = hardware.gpus.reduce((sum, gpu) => sum + gpu.memoryBytes, 0);
  const forCard = cardBytes * 0.92 - roomBytes;
  const forMemory = hardware.memoryBytes * 0.6 - roomBytes;
  // A small card beside much memory: memory holds more, only slower, so that the card decides where it holds a useful model.
  const usable = forCard / bytesPerParameter >= 1e9 ? forCard : forMemory;
  return usualSizes.findLast((size) => size * 1e9 * bytesPerParameter <= usable);
}
