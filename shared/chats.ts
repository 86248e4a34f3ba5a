import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { finishReasonSchema, overflowPolicySchema, samplingOverridesSchema, timingsSchema, usageSchema } from './generation.ts';
import { procedure, wireErrorSchema } from './procedure.ts';

export const conversationSchema = z.object({
  id: z.string(),
  /** Empty until the first exchange gives it one. */
  title: z.string(),
  isPinned: z.boolean(),
  createdAt: z.number(),
  updatedAt: z.number(),
  modelId: z.string().optional(),
  systemPrompt: z.string(),
  sampling: samplingOverridesSchema,
  overflow: overflowPolicySchema,
  thinking: z.boolean().optional(),
  isWriting: z.boolean(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const messageSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  parentId: z.string().optional(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  reasoning: z.string(),
  createdAt: z.number(),
  /**
   * writing: being generated. done: ended by itself. stopped: by the person. failed: see error; what was written is kept.
   * interrupted: the host ended in the middle; what was written is kept.
   */
  state: z.enum(['writing', 'done', 'stopped', 'failed', 'interrupted']),
  finishReason: finishReasonSchema.optional(),
  error: wireErrorSchema.optional(),
  /** Name of the model that answered. */
  modelName: z.string().optional(),
  usage: usageSchema.optional(),
  timings: timingsSchema.optional(),
  seed: z.number().optional(),
  /** The oldest turns left out so that this answer fitted. */
  droppedTurns: z.number().optional(),
  /** Its place among the messages with the same parent: 1 of 1 when there is one. */
  version: z.number(),
  versionCount: z.number(),
});
export type Message = z.infer<typeof messageSchema>;

/** What the answer under way waits for. */
export const activitySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('idle') }),
  z.object({ type: z.literal('loading'), progress: z.number() }),
  z.object({ type: z.literal('queued'), position: z.number() }),
  z.object({ type: z.literal('prompt'), processed: z.number(), total: z.number() }),
  z.object({ type: z.literal('writing') }),
]);
export type Activity = z.infer<typeof activitySchema>;

export const chatEventSchema = z.discriminatedUnion('type', [
  /** The conversation and the end of its shown branch; `hasOlder` when chats.page has more. Sent first, and again when the branch changes. */
  z.object({
    type: z.literal('snapshot'),
    conversation: conversationSchema,
    messages: z.array(messageSchema),
    /** Messages on the shown branch. */
    totalCount: z.number(),
    hasOlder: z.boolean(),
    activity: activitySchema,
  }),
  z.object({ type: z.literal('conversation'), conversation: conversationSchema }),
  /** A new message at the end of the shown branch, or a change of one. */
  z.object({ type: z.literal('message'), message: messageSchema }),
  /** Joined for about 30 ms. */
  z.object({ type: z.literal('delta'), messageId: z.string(), text: z.string(), reasoning: z.string() }),
  z.object({ type: z.literal('activity'), activity: activitySchema }),
  z.object({ type: z.literal('removed') }),
]);
export type ChatEvent = z.infer<typeof chatEventSchema>;

export const chatListEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), conversations: z.array(conversationSchema) }),
  z.object({ type: z.literal('changed'), conversation: conversationSchema }),
  z.object({ type: z.literal('removed'), id: z.string() }),
]);
export type ChatListEvent = z.infer<typeof chatListEventSchema>;

const conversationId = z.object({ conversationId: z.string() });
const messageId = z.object({ conversationId: z.string(), messageId: z.string() });
const text = z.string().min(1).max(2_000_000);

export const chats = {
  watchList: procedure.output(eventIterator(chatListEventSchema)),
  watch: procedure
    .input(conversationId.extend({ limit: z.number().int().min(1).max(1000).default(50) }))
    .output(eventIterator(chatEventSchema)),
  /** The messages of the shown branch that come before `beforeId`, oldest first. */
  page: procedure
    .input(conversationId.extend({ beforeId: z.string(), limit: z.number().int().min(1).max(1000).default(100) }))
    .output(z.object({ messages: z.array(messageSchema), hasOlder: z.boolean() })),
  create: procedure.input(z.object({ modelId: z.string().optional() })).output(conversationSchema),
  update: procedure
    .input(
      conversationId.extend({
        title: z.string().max(300).optional(),
        isPinned: z.boolean().optional(),
        modelId: z.string().optional(),
        systemPrompt: z.string().max(200_000).optional(),
        sampling: samplingOverridesSchema.optional(),
        overflow: overflowPolicySchema.optional(),
        /** null: the model's own default. */
        thinking: z.boolean().nullable().optional(),
      }),
    )
    .output(z.void()),
  /** Gone from the list at once; `restore` brings it back until the host ends or an hour has passed. */
  remove: procedure.input(conversationId).output(z.void()),
  restore: procedure.input(conversationId).output(z.void()),
  /** Adds the person's message and starts an answer. chat.busy while one is being written. */
  send: procedure.input(conversationId.extend({ text })).output(z.object({ messageId: z.string() })),
  /** Another answer beside this one. */
  regenerate: procedure.input(messageId).output(z.object({ messageId: z.string() })),
  /** A person's message: a new branch with this text, and an answer. An answer: a new branch with the text as edited. */
  edit: procedure.input(messageId.extend({ text })).output(z.object({ messageId: z.string() })),
  /** Goes on writing the last answer. */
  continue: procedure.input(messageId).output(z.object({ messageId: z.string() })),
  stop: procedure.input(conversationId).output(z.void()),
  /** Shows the version before or after this message; each version remembers the branch below it that was shown last. */
  showVersion: procedure.input(messageId.extend({ step: z.union([z.literal(-1), z.literal(1)]) })).output(z.void()),
  /** Shows the branch that this message is on; within it, below this message, the one shown last. */
  showMessage: procedure.input(messageId).output(z.void()),
  /** Titles and texts, newest first; works for Chinese too. */
  search: procedure.input(z.object({ query: z.string().min(1).max(500), limit: z.number().int().min(1).max(200).default(50) })).output(
    z.array(
      z.object({
        conversationId: z.string(),
        title: z.string(),
        messageId: z.string().optional(),
        excerpt: z.string(),
        updatedAt: z.number(),
      }),
    ),
  ),
};
