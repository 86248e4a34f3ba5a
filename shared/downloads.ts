/** Downloads of the host: every page sees the same list. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { endpointSchema, repositorySchema, sourceIdSchema } from './hub.ts';
import { procedure, wireErrorSchema } from './procedure.ts';

export const downloadStateSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queued') }),
  /** Asking the hub where the file lies, or waiting for the first bytes. */
  z.object({ type: z.literal('starting') }),
  z.object({
    type: z.literal('running'),
    bytesPerSecond: z.number(),
    /** Undefined until the speed is known. */
    secondsLeft: z.number().optional(),
  }),
  /** The network is away or the host asked to wait; goes on by itself at `retryAt` (milliseconds since 1970). */
  z.object({ type: z.literal('waiting'), error: wireErrorSchema, retryAt: z.number().optional() }),
  /** All bytes are there; the hash is being computed. */
  z.object({ type: z.literal('checking'), checkedBytes: z.number() }),
  z.object({ type: z.literal('paused') }),
  /** Needs the person; what was fetched is kept. */
  z.object({ type: z.literal('failed'), error: wireErrorSchema }),
  z.object({
    type: z.literal('done'),
    /** In the library; undefined when it is no model that can be loaded (a projector, say). */
    modelId: z.string().optional(),
    /** False: the source told no hash, only the size could be checked. */
    isVerified: z.boolean(),
  }),
]);
export type DownloadState = z.infer<typeof downloadStateSchema>;

/** One model on its way here; times are milliseconds since 1970. */
export const downloadSchema = z.object({
  id: z.string(),
  source: sourceIdSchema,
  endpoint: z.string(),
  repository: repositorySchema,
  revision: z.string(),
  versionId: z.string(),
  /** For people: "Qwen3 8B". */
  name: z.string(),
  quantization: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number(), doneBytes: z.number() })),
  sizeBytes: z.number(),
  doneBytes: z.number(),
  state: downloadStateSchema,
  /** Where its files go. */
  folder: z.string(),
  addedAt: z.number(),
  endedAt: z.number().optional(),
});
export type Download = z.infer<typeof downloadSchema>;

/** `bytesPerSecond`, `leftBytes` and `secondsLeft` are of all that is under way together. */
export const downloadListSchema = z.object({
  /** In the order of the queue; finished ones last, the newest first. */
  downloads: z.array(downloadSchema),
  bytesPerSecond: z.number(),
  leftBytes: z.number(),
  secondsLeft: z.number().optional(),
});
export type DownloadList = z.infer<typeof downloadListSchema>;

const refSchema = z.object({ id: z.string() });

export const downloads = {
  watch: procedure.output(eventIterator(downloadListSchema)),
  /**
   * Puts a version into the queue; one that is there already is answered, not doubled. Unset versionId: the recommended one;
   * otherwise a version's id, or a quantization in any case. Throws hub.* and model.exists.
   */
  add: procedure
    .input(
      z.object({
        source: sourceIdSchema.default('hugging-face'),
        endpoint: endpointSchema.optional(),
        repository: repositorySchema,
        versionId: z.string().max(300).optional(),
      }),
    )
    .output(z.object({ id: z.string() })),
  /** What was fetched stays. */
  pause: procedure.input(refSchema).output(z.void()),
  /** Also tries a failed one again. */
  resume: procedure.input(refSchema).output(z.void()),
  pauseAll: procedure.output(z.void()),
  resumeAll: procedure.output(z.void()),
  /** Ends it and takes its parts away once `undo` is no longer possible; a finished one only leaves the list. */
  cancel: procedure.input(refSchema).output(z.void()),
  /** Brings a cancelled one back with what it had. Throws undo.expired. */
  undoCancel: procedure.input(refSchema).output(z.void()),
  /** Moves it in front of another one, or to the end. */
  reorder: procedure.input(z.object({ id: z.string(), beforeId: z.string().optional() })).output(z.void()),
  clearFinished: procedure.output(z.void()),
  /** Fetches again what is wrong or missing of a model whose origin is known. Throws model.no-origin. */
  repair: procedure.input(z.object({ modelId: z.string() })).output(z.object({ id: z.string() })),
};
