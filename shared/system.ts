import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from './procedure.ts';

export const hardwareSchema = z.object({
  cpu: z.object({ name: z.string(), physicalCores: z.number(), logicalCores: z.number() }),
  /** Bytes a second that the processor reads from main memory, measured once; undefined when it was not. */
  memoryBandwidth: z.number().optional(),
  memoryBytes: z.number(),
  gpus: z.array(z.object({ name: z.string(), memoryBytes: z.number() })),
  /** How the engine reaches the graphics card. */
  gpuApi: z.enum(['metal', 'cuda', 'vulkan']).optional(),
});
export type Hardware = z.infer<typeof hardwareSchema>;

/** Something a person should know once, in a place that stays until dismissed. */
export const noticeSchema = z.object({
  id: z.string(),
  code: z.enum(['database.set-aside', 'settings.set-aside', 'settings.path-ignored', 'hardware.unknown', 'server.not-started']),
  data: z.record(z.string(), z.string()).optional(),
});
export type Notice = z.infer<typeof noticeSchema>;

export const memorySchema = z.object({
  freeBytes: z.number(),
  totalBytes: z.number(),
  gpu: z.object({ freeBytes: z.number(), totalBytes: z.number() }).optional(),
});

export const diskSchema = z.object({ path: z.string(), freeBytes: z.number(), totalBytes: z.number() });

export const system = {
  info: procedure.output(
    z.object({
      host: z.enum(['desktop', 'headless']),
      platform: z.enum(['win32', 'darwin', 'linux']),
      version: z.string(),
      dataFolder: z.string(),
      engine: z.string(),
      canPickFiles: z.boolean(),
      canReveal: z.boolean(),
      /** Its version, for the About page and for bug reports. */
      node: z.string(),
    }),
  ),
  /** Undefined while a short-lived runner is still asking the graphics card. */
  watchHardware: procedure.output(eventIterator(hardwareSchema.optional())),
  /** Free memory, every two seconds while somebody looks. */
  watchMemory: procedure.output(eventIterator(memorySchema)),
  /** The drive that new models go to. */
  disk: procedure.output(diskSchema),
  watchNotices: procedure.output(eventIterator(z.array(noticeSchema))),
  dismissNotice: procedure.input(z.object({ id: z.string() })).output(z.void()),
  /** What Alcove keeps on disk, each with its limit (undefined: none). */
  storage: procedure.output(
    z.array(
      z.object({
        what: z.enum(['models', 'conversations', 'cache', 'logs', 'trash']),
        sizeBytes: z.number(),
        limitBytes: z.number().optional(),
      }),
    ),
  ),
  clearStorage: procedure.input(z.object({ what: z.enum(['cache', 'logs', 'trash']) })).output(z.void()),
  /** Opens an http, https or mailto address outside. The browser host answers platform.unsupported: there the page opens it itself. */
  openExternal: procedure.input(z.object({ url: z.string().max(4096) })).output(z.void()),
};
