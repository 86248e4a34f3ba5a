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

/** A call the model asks for. `arguments` is JSON text as the model wrote it. */
export const toolCallSchema = z.object({ id: z.string().min(1).max(200), name: z.string().min(1).max(200), arguments: z.string() });
export type ToolCall = z.infer<typeof toolCallSchema>;

export const turnSchema = z.object({
  /** tool: what a call brought back, for the assistant. */
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
  reasoning: z.string().optional(),
  /** The assistant's. */
  toolCalls: z.array(toolCallSchema).max(1000).optional(),
  /** A tool's: the call that it answers, and the tool's name. */
  toolCallId: z.string().max(200).optional(),
  toolName: z.string().max(200).optional(),
});
export type Turn = z.infer<typeof turnSchema>;

/** Something the model may ask the caller to do. */
export const toolSchema = z.object({
  name: z.string().min(1).max(200),
  description: z.string().optional(),
  /** A JSON schema of type object; unset: no arguments. */
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type Tool = z.infer<typeof toolSchema>;

/** auto: the model decides. required: it must call one. A name: it must call that one. */
export const toolChoiceSchema = z.union([z.enum(['auto', 'none', 'required']), z.object({ name: z.string() })]);
export type ToolChoice = z.infer<typeof toolChoiceSchema>;

/** What the text of an answer is held to. */
export const outputFormatSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  /** One JSON object. */
  z.object({ type: z.literal('json') }),
  /** JSON that the schema accepts; refused as schema.unsupported where no grammar can keep it. */
  z.object({ type: z.literal('json-schema'), schema: z.unknown() }),
  /** llama.cpp's GBNF. */
  z.object({ type: z.literal('grammar'), grammar: z.string().min(1).max(1_000_000) }),
]);
export type OutputFormat = z.infer<typeof outputFormatSchema>;

/** What happens when the conversation no longer fits the model's context. */
export const overflowPolicySchema = z.enum(['stop', 'drop-oldest']);
export type OverflowPolicy = z.infer<typeof overflowPolicySchema>;

/** The one way to ask for text; the chat screen, benchmarks and every API dialect build this. */
export const generationRequestSchema = z
  .object({
    /** A model's id, or any name that names one model (design: "What a model is called"). */
    model: z.string().min(1),
    /** In order; when the last turn is the assistant's, its text is continued. */
    turns: z.array(turnSchema).max(100_000).default([]),
    /** In place of turns: text that is continued as it is, without a chat template; with `suffix`, what is written stands between the two. */
    prompt: z.object({ text: z.string(), suffix: z.string().optional() }).optional(),
    sampling: samplingOverridesSchema.default({}),
    overflow: overflowPolicySchema.default('stop'),
    /** For models that can think first: whether they do. Unset: the template's own default. */
    thinking: z.boolean().optional(),
    tools: z.array(toolSchema).max(1000).default([]),
    toolChoice: toolChoiceSchema.default('auto'),
    /** Whether one answer may hold several calls. */
    parallelToolCalls: z.boolean().default(true),
    format: outputFormatSchema.default({ type: 'text' }),
    /** With every token its probability, and those of this many others (0 to 20). */
    logprobs: z.number().int().min(0).max(20).optional(),
    /** Who asks: the queue takes turns among them. */
    client: z.string().max(200).optional(),
    /** How long the model stays loaded after this answer, in seconds; 0: not at all, -1: until somebody unloads it. Unset: as its settings say. */
    keepLoadedSeconds: z.number().int().min(-1).max(1e9).optional(),
    /** For whom a model that is not loaded yet is loaded: for the server with several slots, where they fit. */
    loadedFor: z.enum(['person', 'server']).default('person'),
  })
  .refine((request) => (request.prompt === undefined) !== (request.turns.length === 0), {
    message: 'either turns or a prompt',
    path: ['turns'],
  });
export type GenerationRequest = z.input<typeof generationRequestSchema>;

/**
 * stop: the model ended its turn. stop-string: one of `stop`. tool-calls: it waits for what the calls bring back. length: maxTokens.
 * context: the context is full. cancelled: somebody stopped it.
 */
export const finishReasonSchema = z.enum(['stop', 'stop-string', 'tool-calls', 'length', 'context', 'cancelled']);
export type FinishReason = z.infer<typeof finishReasonSchema>;

/** How likely a token was: the natural logarithm of its probability before sampling changed anything. */
export const tokenProbabilitySchema = z.object({
  text: z.string(),
  /** UTF-8; a token may end within a character. */
  bytes: z.array(z.number().int().min(0).max(255)),
  logprob: z.number(),
});
export type TokenProbability = z.infer<typeof tokenProbabilitySchema>;
export const chosenTokenSchema = tokenProbabilitySchema.extend({ others: z.array(tokenProbabilitySchema) });
export type ChosenToken = z.infer<typeof chosenTokenSchema>;

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
  z.object({ type: z.literal('text'), text: z.string(), tokens: z.array(chosenTokenSchema).optional() }),
  /** A call begins; `index` counts the answer's calls from 0. Its arguments follow as pieces of JSON text, then its end. */
  z.object({ type: z.literal('tool-call-start'), index: z.number(), id: z.string(), name: z.string() }),
  z.object({ type: z.literal('tool-call-arguments'), index: z.number(), text: z.string() }),
  z.object({ type: z.literal('tool-call-end'), index: z.number() }),
  z.object({
    type: z.literal('done'),
    finishReason: finishReasonSchema,
    /** Which of `stop` it was. */
    stopString: z.string().optional(),
    usage: usageSchema,
    timings: timingsSchema,
    seed: z.number(),
  }),
  z.object({ type: z.literal('error'), error: wireErrorSchema }),
]);
export type GenerationEvent = z.infer<typeof generationEventSchema>;
