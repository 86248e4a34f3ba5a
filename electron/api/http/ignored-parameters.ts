/** Parameters without effect are said in a header, so that a program's author can find them. */
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

const mostNames = 50;

/** Names of the body that the schema does not know. */
export function unknownNames(schema: z.ZodObject, body: unknown, prefix = ''): string[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.keys(body)
    .filter((name) => !Object.hasOwn(schema.shape, name))
    .map((name) => prefix + name);
}

/** Those of `names` that the body gives a value. */
export function givenNames(names: readonly string[], body: unknown, prefix = ''): string[] {
  if (typeof body !== 'object' || body === null) return [];
  return names.filter((name) => ((body as Record<string, unknown>)[name] ?? undefined) !== undefined).map((name) => prefix + name);
}

/** Sets `x-alcove-ignored`. Names that no header can carry are left out. */
export function noteIgnored(reply: FastifyReply, names: readonly string[]): void {
  const sayable = [...new Set(names)].filter((name) => /^[\w.-]{1,100}$/.test(name)).slice(0, mostNames);
  if (sayable.length > 0) reply.header('x-alcove-ignored', sayable.join(', '));
}
