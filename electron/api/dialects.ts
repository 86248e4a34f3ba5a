import { anthropic } from './anthropic/anthropic.ts';
import type { Dialect } from './dialect.ts';
import { native } from './native/native.ts';
import { ollama } from './ollama/ollama.ts';
import { openai } from './openai/openai.ts';

/** In the order in which they are asked whether a path is theirs; the first one answers for paths that nobody owns. */
export const dialects: readonly Dialect[] = [openai, anthropic, native, ollama];
