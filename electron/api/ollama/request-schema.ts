/** The bodies of Ollama's endpoints, as it documents them: every parameter that has an effect here, with its range. */
import { z } from 'zod';
import { keepAliveSchema } from './keep-alive.ts';

export const optionsSchema = z.object({
  /** Tokens of context. See context-length.ts. */
  num_ctx: z.number().int().min(1).max(16_777_216).nullish(),
  /** 0 and less: as many as the context holds. */
  num_predict: z.number().int().nullish(),
  temperature: z.number().min(0).max(10).nullish(),
  top_k: z.number().int().min(0).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  /** -1: the whole context. */
  repeat_last_n: z.number().int().min(-1).nullish(),
  repeat_penalty: z.number().min(0.1).max(10).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  /** Less than 0: a random one. */
  seed: z.number().int().max(4_294_967_295).nullish(),
  stop: z.union([z.string(), z.array(z.string().max(1000)).max(16)]).nullish(),
});
export type Options = z.infer<typeof optionsSchema>;

const model = z.string().min(1);
const formatSchema = z.union([z.string(), z.record(z.string(), z.unknown())]).nullish();

const shared = {
  model,
  stream: z.boolean().nullish(),
  format: formatSchema,
  keep_alive: keepAliveSchema,
  think: z.union([z.boolean(), z.enum(['high', 'medium', 'low'])]).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  options: optionsSchema.nullish(),
};
export type Shared = z.infer<z.ZodObject<typeof shared>>;

const imagesSchema = z.array(z.unknown()).nullish();

export const generateSchema = z.object({
  ...shared,
  prompt: z.string().nullish(),
  suffix: z.string().nullish(),
  system: z.string().nullish(),
  template: z.string().nullish(),
  raw: z.boolean().nullish(),
  images: imagesSchema,
});
export type GenerateBody = z.infer<typeof generateSchema>;

const callSchema = z.object({
  id: z.string().max(200).nullish(),
  function: z.object({ name: z.string().min(1).max(200), arguments: z.record(z.string(), z.unknown()).nullish() }),
});

const messageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string().nullish(),
  thinking: z.string().nullish(),
  images: imagesSchema,
  tool_calls: z.array(callSchema).max(1000).nullish(),
  tool_name: z.string().max(200).nullish(),
  tool_call_id: z.string().max(200).nullish(),
});
export type InputMessage = z.infer<typeof messageSchema>;

const toolSchema = z.object({
  type: z.literal('function').nullish(),
  function: z.object({
    name: z.string().min(1).max(200),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
});

export const chatSchema = z.object({
  ...shared,
  messages: z.array(messageSchema).max(100_000).nullish(),
  tools: z.array(toolSchema).max(1000).nullish(),
});
export type ChatBody = z.infer<typeof chatSchema>;

export const embedSchema = z.object({
  model,
  input: z.union([z.string(), z.array(z.string()).max(10_000)]).nullish(),
  truncate: z.boolean().nullish(),
  dimensions: z.number().int().min(0).nullish(),
  keep_alive: keepAliveSchema,
  options: optionsSchema.nullish(),
});

export const embeddingsSchema = z.object({
  model,
  prompt: z.string().nullish(),
  keep_alive: keepAliveSchema,
  options: optionsSchema.nullish(),
});

export const namedFields = z.object({
  model: model.nullish(),
  /** What older clients write. */
  name: model.nullish(),
  stream: z.boolean().nullish(),
  verbose: z.boolean().nullish(),
});

export const namedSchema = namedFields
  .refine(({ model: given, name }) => (given ?? name) !== undefined && (given ?? name) !== null, { path: ['model'], message: 'is missing' })
  .transform(({ model: given, name, ...rest }) => ({ ...rest, model: given ?? name ?? '' }));

export const copySchema = z.object({ source: model, destination: model });
