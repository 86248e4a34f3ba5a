import { oc } from '@orpc/contract';
import { z } from 'zod';

/** An AppError as it travels and as it is stored beside an answer. */
export const wireErrorSchema = z.object({ code: z.string(), data: z.record(z.string(), z.unknown()).optional() });
export type WireError = z.infer<typeof wireErrorSchema>;

/** Every procedure starts here, so that every procedure can answer with an AppError. */
export const procedure = oc.errors({ APP_ERROR: { status: 422, data: wireErrorSchema } });
