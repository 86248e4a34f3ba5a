/** A body as JSON, and JSON as what an endpoint takes. Whatever is wrong with it is the sender's mistake, said with its place. */
import type { z } from 'zod';
import { ApiError } from './api-error.ts';

/** Deeper JSON serves no endpoint, and everything that walks through it would need as deep a stack. */
const deepest = 100;

/** Throws ApiError invalid. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  if (depthOf(text) > deepest) throw new ApiError('invalid', `The body is nested deeper than ${deepest} levels.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError('invalid', `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Brackets that are open at once, those in strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let isString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) isString = false;
    } else if (code === 0x22) isString = true;
    else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return most;
}

/** The body, or the part of it that stands at `place`, as the schema says. Throws ApiError invalid that names the first wrong parameter. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown, place?: string): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = [...(place === undefined ? [] : [place]), ...(issue?.path ?? [])].join('.') || undefined;
  throw new ApiError('invalid', `${param ?? 'The body'}: ${issue?.message ?? 'not valid'}`, { param });
}
