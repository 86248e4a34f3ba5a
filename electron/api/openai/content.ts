/** What a message says. Alcove's models read text; everything else is refused with its place. */
import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';

const part = z.looseObject({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() });
export const contentParameter = z.union([z.string(), z.array(part).max(10_000)]);
type Content = z.output<typeof contentParameter>;

const textTypes = new Set(['text', 'input_text', 'output_text', 'summary_text', 'reasoning_text']);

/** Throws ApiError unsupported for pictures, sounds and files. */
export function textOf(content: Content | null | undefined, param: string): string {
  if (content == null) return '';
  if (typeof content === 'string') return content;
  return content.map((one, index) => textOfPart(one, `${param}.${index}`)).join('');
}

function textOfPart({ type, text, refusal }: z.output<typeof part>, param: string): string {
  if (textTypes.has(type)) {
    if (text !== undefined) return text;
    throw new ApiError('invalid', `${param}.text: a text is missing.`, { param: `${param}.text` });
  }
  if (type === 'refusal') return refusal ?? '';
  throw new ApiError('unsupported', `Content of type "${type}" is not available here. Only text is.`, { param: `${param}.type` });
}
