import { z } from 'zod';
import { wireErrorSchema } from './procedure.ts';

export const samplingSchema = z.object({
  temperature: z.number().min(0).max(10),
  topK: z.number().int().min(0).max(100_000),
  topP: z.number().min(0).max(1),
  minP: z.number().min(0).max(1),
  repeatPenalty: z.number().min(0.1).max(10),
  repeatLastTokens: z.number().int().min(0).max(1_000_000),
  frequencyPenalty: z.number().min(-2).max(2),
  presencePenalty: z.number().min(-2).max(2),
  xtcProbability: z.number().min(0).max(1),
  xtcThreshold: z.number().min(0).max(1),
  dryMultiplier: z.number().min(0).max(100),
  dryBase: z.number().min(1).max(10),
  dryAllowedLength: z.number().int().min(1).max(1000),
  dryLastTokens: z.number().int().min(0).max(1_000_000),
  drySequenceBreakers: z.array(z.string().min(1).max(100)).max(50),
  seed: z.number().int().min(0).max(4_294_967_295).optional(),
  stop: z.array(z.string().min(1).max(1000)).max(16),
  maxTokens: z.number().int().min(1).max(1_000_000).optional(),
  logitBias: z.record(z.string().regex(/^\d+$/), z.number().min(-1000).max(1000)),
});
/** What a conversation or a request changes of a model's own sampling defaults. */
export const samplingOverridesSchema = samplingSchema.partial();
export type SamplingOverrides = z.infer<typeof samplingOverridesSchema>;

export const turnSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
  reasoning: z.string().optional(),
});
export type Turn = z.infer<typeof turnSchema>;

/** What happens when the conversation no longer fits the model's context. */
export const overflowPolicySchema = z.enum(['stop', 'drop-oldest']);
export type OverflowPolicy = z.infer<typeof overflowPolicySchema>;

/** The one way to ask for text; the chat screen, benchmarks and every later API dialect build this. */
export const generationRequestSchema = z.object({
  /** A model's id, or any name that names one model (design: "What a model is called"). */
  model: z.string().min(1),
  /** In order; when the last turn is the assistant's, its text is continued. */
  turns: z.array(turnSchema).min(1),
  sampling: samplingOverridesSchema.default({}),
  overflow: overflowPolicySchema.default('stop'),
  /** For models that can think first: whether they do. Unset: the template's own default. */
  thinking: z.boolean().optional(),
});
export type GenerationRequest = z.input<typeof generationRequestSchema>;

/** stop: the model ended its turn. stop-string: one of `stop`. length: maxTokens. context: the context is full. cancelled: somebody stopped it. */
export const finishReasonSchema = z.enum(['stop', 'stop-string', 'length', 'context', 'cancelled']);
export type FinishReason = z.infer<typeof finishReasonSchema>;

export const usageSchema = z.object({
  promptTokens: z.number(),
  /** Of the prompt's tokens, those whose state was still there. */
  cachedTokens: z.number(),
  completionTokens: z.number(),
  reasoningTokens: z.number(),
  /** Tokens the model can hold, per slot. */
  contextLength: z.number(),
});
export type Usage = z.infer<typeof usageSchema>;

export const timingsSchema = z.object({
  /** From the request to the first token, loading and waiting left out. */
  firstTokenMs: z.number(),
  promptMs: z.number(),
  /** From the first token to the last one. */
  decodeMs: z.number(),
  reasoningMs: z.number(),
  tokensPerSecond: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const generationEventSchema = z.discriminatedUnion('type', [
  /** Waiting for a free slot; position 1 is next. */
  z.object({ type: z.literal('queued'), position: z.number() }),
  /** The model is being loaded; progress 0..1. */
  z.object({ type: z.literal('loading'), progress: z.number() }),
  /** Reading the prompt: `processed` of `total` tokens are in the model's state. */
  z.object({ type: z.literal('prompt'), processed: z.number(), total: z.number() }),
  /** The oldest turns were left out so that the rest fits. */
  z.object({ type: z.literal('dropped'), turns: z.number() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('done'), finishReason: finishReasonSchema, usage: usageSchema, timings: timingsSchema, seed: z.number() }),
  z.object({ type: z.literal('error'), error: wireErrorSchema }),
]);
export type GenerationEvent = z.infer<typeof generationEventSchema>;
