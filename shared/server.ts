import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure, wireErrorSchema } from './procedure.ts';

/** A key lets a program in, and shows which program asked. The key itself is shown once and kept as a hash only. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its end, to tell it from others: `7f2c` of `ak-…7f2c`. */
  hint: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
  /** Unset: as many as it likes. */
  requestsPerMinute: z.number().int().min(1).max(100_000).optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** One request to the server, while it runs and afterwards. Kept in memory, the newest ones only; never what was said. */
export const apiRequestSchema = z.object({
  id: z.number(),
  /** Milliseconds since 1970. */
  at: z.number(),
  method: z.string(),
  path: z.string(),
  model: z.string().optional(),
  /** The key's name; unset: none was given. */
  keyName: z.string().optional(),
  /** Prompt and answer together. */
  tokens: z.number().optional(),
  tookMs: z.number().optional(),
  /** Unset while it runs. 499: the program left. */
  status: z.number().optional(),
  /** Unset once it has ended. */
  activity: z.enum(['waiting', 'loading', 'reading', 'writing']).optional(),
  /** Why it was refused, in the words the program got. */
  failure: z.string().optional(),
  /** What kind of failure it is (`busy`, `context`), with the numbers in its words, for those that the page says in its own language. */
  failureKind: z.string().optional(),
  failureNumbers: z.record(z.string(), z.number()).optional(),
  /** For an unknown model: the ids that come nearest. */
  nearest: z.array(z.string()).optional(),
});
export type ApiRequest = z.infer<typeof apiRequestSchema>;

export const serverStateSchema = z.object({
  state: z.discriminatedUnion('type', [
    z.object({ type: z.literal('off') }),
    z.object({ type: z.literal('starting') }),
    /** Base addresses without a path; the first one is for this computer. */
    z.object({
      type: z.literal('on'),
      addresses: z.array(z.string()).min(1),
      /** Every program needs a key because whoever started it said so; else the settings decide. */
      needsKey: z.boolean().optional(),
    }),
    z.object({ type: z.literal('failed'), error: wireErrorSchema }),
  ]),
  keys: z.array(apiKeySchema),
  /** Since midnight of this computer's clock. */
  today: z.object({ requests: z.number(), tokens: z.number(), errors: z.number() }),
});
export type ServerState = z.infer<typeof serverStateSchema>;

/** For this time only; what is unset is as the settings say. */
export const serverPlaceSchema = z.object({
  port: z.number().int().min(0).max(65_535).optional(),
  /** The address of this computer to listen on: 127.0.0.1 for this computer alone, 0.0.0.0 for every network. */
  host: z.string().max(255).optional(),
  origins: z.array(z.string().max(2048)).max(100).optional(),
  needsKey: z.boolean().optional(),
});
export type ServerPlace = z.infer<typeof serverPlaceSchema>;

const keyFields = { name: z.string().trim().min(1).max(100), requestsPerMinute: apiKeySchema.shape.requestsPerMinute };

/** The local server that other programs use. Port, network, keys and start are in the settings (server*). */
export const server = {
  watch: procedure.output(eventIterator(serverStateSchema)),
  /** The newest requests, oldest first: all that are kept, then every one that is new or has changed. */
  watchRequests: procedure.output(eventIterator(z.object({ requests: z.array(apiRequestSchema), isAll: z.boolean() }))),
  /** Resolves when it answers; where it is on already, it stays as it is. Throws server.port-taken, server.port-refused, server.address-unknown. */
  start: procedure.input(serverPlaceSchema.optional()).output(z.void()),
  /** Resolves when no request is under way any more; those that were are ended. */
  stop: procedure.output(z.void()),
  createKey: procedure.input(z.object(keyFields)).output(z.object({ key: z.string(), entry: apiKeySchema })),
  changeKey: procedure.input(z.object({ id: z.string(), ...keyFields })).output(z.void()),
  /** Programs that use it are refused from now on; the undoId brings it back. */
  removeKey: procedure.input(z.object({ id: z.string() })).output(z.object({ undoId: z.string() })),
  undoRemoveKey: procedure.input(z.object({ undoId: z.string() })).output(z.void()),
  clearRequests: procedure.output(z.void()),
};
