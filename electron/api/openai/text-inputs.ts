/** What completions continue and embeddings are made of: a text, texts, tokens, or lists of tokens. */
import { z } from 'zod';
import { tokenList } from '../token-list.ts';

type TextInput = string | string[] | number[] | number[][];

/** `most`: how many in one request. `text`: what each text must be. `error` is said for anything else. */
export function textInput({ most, text = z.string(), error }: { most: number; text?: z.ZodString; error: string }) {
  const tokens = tokenList.min(1);
  return z.union([text, z.array(text).min(1).max(most), tokens, z.array(tokens).min(1).max(most)], { error });
}

/** Each as a text or a list of tokens. */
export function listInputs(input: TextInput): (string | number[])[] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as string[] | number[][]);
}
