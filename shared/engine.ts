import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { generationEventSchema, generationRequestSchema } from './generation.ts';
import { procedure, wireErrorSchema } from './procedure.ts';

export const loadSettingsSchema = z.object({
  /** Tokens per slot; the host rounds up to 256 and refuses less than 256. */
  contextLength: z.number().int().min(256).max(16_777_216),
  /** Layers on the graphics card. */
  gpuLayers: z.union([z.literal('auto'), z.number().int().min(0).max(1000)]),
  /** Unset: max(1, physical cores - 1). */
  threads: z.number().int().min(1).max(512).optional(),
  flashAttention: z.enum(['auto', 'on', 'off']),
  kvCacheType: z.enum(['f16', 'q8_0', 'q4_0']),
  useMmap: z.boolean(),
  /** 0 never unloads; unset: the app's setting. */
  idleUnloadMinutes: z.number().int().min(0).max(100_000).optional(),
  /** Requests answered at the same time; each has its own context. */
  parallelSlots: z.number().int().min(1).max(64),
});
export type LoadSettings = z.infer<typeof loadSettingsSchema>;
export const loadSettingsOverridesSchema = loadSettingsSchema.partial();
export type LoadSettingsOverrides = z.infer<typeof loadSettingsOverridesSchema>;

export const fitSchema = z.enum(['gpu', 'partly', 'memory', 'tight', 'too-large']);
export type Fit = z.infer<typeof fitSchema>;

const poolSchema = z.object({
  totalBytes: z.number(),
  /** In use now, by everything else. */
  usedBytes: z.number(),
  modelBytes: z.number(),
  /** KV cache and compute buffers. */
  contextBytes: z.number(),
});

export const speedSchema = z.object({
  tokensPerSecond: z.number(),
  /** measured: this file was used here with these settings. expected: from memory bandwidth and bytes per token. */
  basis: z.enum(['measured', 'expected']),
});
export type Speed = z.infer<typeof speedSchema>;

export const estimateSchema = z.object({
  modelId: z.string(),
  /** The settings the numbers are for, every value resolved. */
  settings: loadSettingsSchema,
  totalBytes: z.number(),
  fit: fitSchema,
  /** Of one answer at a time; undefined when it is too large or nothing is known. */
  speed: speedSchema.optional(),
  memory: poolSchema,
  /** The graphics card's share; undefined without one. */
  gpu: poolSchema.extend({ name: z.string(), layers: z.number(), totalLayers: z.number() }).optional(),
});
export type Estimate = z.infer<typeof estimateSchema>;

export const loadedModelSchema = z.object({
  modelId: z.string(),
  name: z.string(),
  state: z.discriminatedUnion('type', [
    z.object({ type: z.literal('loading'), progress: z.number() }),
    z.object({ type: z.literal('ready') }),
    /** Its process ended by itself. Stays listed until it is loaded again or dismissed. */
    z.object({ type: z.literal('crashed'), error: wireErrorSchema }),
    z.object({ type: z.literal('failed'), error: wireErrorSchema }),
  ]),
  settings: loadSettingsSchema,
  /** Measured by the engine once it is ready. */
  memoryBytes: z.number().optional(),
  gpuLayers: z.number().optional(),
  /** Which chat template is in use: the file's own, or the stated fallback (ChatML) and why. */
  template: z.object({ source: z.enum(['model', 'fallback']), reason: z.string().optional() }).optional(),
  activeRequests: z.number(),
  queuedRequests: z.number(),
  /** How fast the last answer was written that was long enough to tell; undefined before the first one. */
  tokensPerSecond: z.number().optional(),
  /** When it is unloaded if nobody asks it for anything; milliseconds since 1970. Unset: while it answers, and where it stays. */
  unloadsAt: z.number().optional(),
  processId: z.number().optional(),
});
export type LoadedModel = z.infer<typeof loadedModelSchema>;

export const engine = {
  /** Every model that is loaded, loading, or ended badly: first as it is, then after every change. */
  watch: procedure.output(eventIterator(z.object({ models: z.array(loadedModelSchema) }))),
  /** Returns when the load has started. `remember` keeps the settings for this model. */
  load: procedure
    .input(z.object({ modelId: z.string(), settings: loadSettingsOverridesSchema.default({}), remember: z.boolean().default(false) }))
    .output(z.void()),
  /** Ends the model's process, also in mid-load; answers that it was writing are kept. Also clears a crashed or failed entry. */
  unload: procedure.input(z.object({ modelId: z.string() })).output(z.void()),
  /** What loading would take, beside what is free now. Reads the file's metadata only. */
  estimate: procedure.input(z.object({ modelId: z.string(), settings: loadSettingsOverridesSchema.default({}) })).output(estimateSchema),
  /** Estimates of many models with the settings each would be loaded with, for lists. Broken ones are left out. */
  estimateAll: procedure.output(z.array(estimateSchema)),
  /** Text without a conversation, for the command line: ends when the caller goes away, and nothing is kept of it. */
  generate: procedure.input(generationRequestSchema).output(eventIterator(generationEventSchema)),
  /** Undefined while the model is not loaded. */
  countTokens: procedure
    .input(z.object({ modelId: z.string(), text: z.string().max(1_000_000) }))
    .output(z.object({ tokens: z.number().optional() })),
};
