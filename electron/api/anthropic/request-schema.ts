/** The body of `/v1/messages`, as documented by Anthropic: every parameter that has an effect here, with its documented range. */
import { z } from 'zod';

const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
/** Any block; what it holds is read, or refused by its type, with the message. */
const block = z.looseObject({ type: z.string() });
export type Block = z.infer<typeof block>;

const messageSchema = z.object({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string(), z.array(block)]),
});
export type InputMessage = z.infer<typeof messageSchema>;

const toolSchema = z.looseObject({
  /** Unset or custom; anything else is a tool of Anthropic's own. */
  type: z.string().nullish(),
  name: z.string().max(200).optional(),
  description: z.string().nullish(),
  input_schema: z.record(z.string(), z.unknown()).nullish(),
});

const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const toolChoiceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auto'), ...parallel }),
  z.object({ type: z.literal('any'), ...parallel }),
  z.object({ type: z.literal('tool'), name: z.string().min(1), ...parallel }),
  z.object({ type: z.literal('none') }),
]);

const display = z.enum(['summarized', 'omitted']).nullish();
const thinkingSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('enabled'), budget_tokens: z.number().int().min(1024), display }),
  z.object({ type: z.literal('adaptive'), display }),
  z.object({ type: z.literal('disabled') }),
]);

const formatSchema = z.object({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) });

/** What both endpoints take. */
const shared = {
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1).max(100_000),
  system: z.union([z.string(), z.array(textBlock)]).nullish(),
  thinking: thinkingSchema.nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  tools: z.array(toolSchema).max(1000).nullish(),
  output_config: z.looseObject({ format: formatSchema.nullish() }).nullish(),
  output_format: formatSchema.nullish(),
};

export const countSchema = z.object(shared);
export type CountBody = z.infer<typeof countSchema>;

export const messagesSchema = z.object({
  ...shared,
  max_tokens: z.number().int().min(1),
  temperature: z.number().min(0).max(1).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.number().int().min(0).nullish(),
  stop_sequences: z.array(z.string().min(1).max(1000)).max(16).nullish(),
  stream: z.boolean().nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
});
export type MessagesBody = z.infer<typeof messagesSchema>;
