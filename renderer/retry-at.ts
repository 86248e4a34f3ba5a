/** When a host that asked to wait may be asked again. */
import type { WireError } from '../shared/procedure.ts';

/** The least that is waited, in milliseconds: where this clock is ahead of the host's, the moment seems to be over at once. */
export const leastRestMs = 1000;

/** Milliseconds since 1970; undefined for every other failure. */
export const retryAtOf = (error: WireError): number | undefined =>
  error.code === 'hub.rate-limited' && typeof error.data?.retryAt === 'number' ? error.data.retryAt : undefined;
