/** What stays free when it is judged whether a model fits. */

/** On a graphics card: its driver and the screen need some, and a full one slows everything down. */
export const gpuReserveBytes = 600e6;
/** In main memory, for the system and the programs that are open. */
export const memoryReserveBytes = 500e6;
