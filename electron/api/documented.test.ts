/** docs/api.md names every parameter that an endpoint takes, and every one that the official clients know. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageCreateParamsBase } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest, EmbedRequest, GenerateRequest } from 'ollama';
import type { ChatCompletionCreateParamsBase } from 'openai/resources/chat/completions';
import type { CompletionCreateParamsBase } from 'openai/resources/completions';
import type { EmbeddingCreateParams } from 'openai/resources/embeddings';
import type { ResponseCreateParamsBase } from 'openai/resources/responses/responses';
import { expect, test } from 'vitest';
import { messagesSchema } from './anthropic/request-schema.ts';
import { chatSchema, embedSchema, generateSchema, optionsSchema } from './ollama/request-schema.ts';
import { chatParameters } from './openai/chat-request.ts';
import { completionParameters } from './openai/completion-request.ts';
import { responseParameters } from './openai/responses/response-request.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');

/** From a heading to the next one of its kind. */
function section(heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`docs/api.md has no "${heading}".`);
  const [level = ''] = heading.split(' ');
  const end = text.slice(start + heading.length).search(new RegExp(`\n#{2,${level.length}} `));
  return text.slice(start, end < 0 ? undefined : start + heading.length + end);
}

/** A name by itself, or as `parent.name`, or with a value behind it. */
const isNamed = (name: string, where: string) => new RegExp(`\`(?:[\\w.[\\]]+\\.)?${name}[\`:.\\[]`).test(where);
const missing = (names: readonly string[], where: string) => names.filter((name) => !isNamed(name, where));

/** The names of a client's parameters; compiled only when none is missing and none is more. */
const official = <Parameters>(all: Record<keyof Parameters, true>): string[] => Object.keys(all);
const shape = (schema: { shape: object }): string[] => Object.keys(schema.shape);

const shared = section('### Chat completions');
const cases: [endpoint: string, where: string, names: string[]][] = [
  [
    'chat completions',
    shared,
    [
      ...shape(chatParameters),
      ...official<ChatCompletionCreateParamsBase>({
        messages: true,
        model: true,
        audio: true,
        frequency_penalty: true,
        function_call: true,
        functions: true,
        logit_bias: true,
        logprobs: true,
        max_completion_tokens: true,
        max_tokens: true,
        metadata: true,
        modalities: true,
        moderation: true,
        n: true,
        parallel_tool_calls: true,
        prediction: true,
        presence_penalty: true,
        prompt_cache_key: true,
        prompt_cache_options: true,
        prompt_cache_retention: true,
        reasoning_effort: true,
        response_format: true,
        safety_identifier: true,
        seed: true,
        service_tier: true,
        stop: true,
        store: true,
        stream: true,
        stream_options: true,
        temperature: true,
        tool_choice: true,
        tools: true,
        top_logprobs: true,
        top_p: true,
        user: true,
        verbosity: true,
        web_search_options: true,
      }),
    ],
  ],
  [
    'completions',
    section('### Completions') + shared,
    [
      ...shape(completionParameters),
      ...official<CompletionCreateParamsBase>({
        model: true,
        prompt: true,
        best_of: true,
        echo: true,
        frequency_penalty: true,
        logit_bias: true,
        logprobs: true,
        max_tokens: true,
        n: true,
        presence_penalty: true,
        seed: true,
        stop: true,
        stream: true,
        stream_options: true,
        suffix: true,
        temperature: true,
        top_p: true,
        user: true,
      }),
    ],
  ],
  [
    'embeddings',
    section('### Embeddings'),
    official<Omit<EmbeddingCreateParams, 'model'>>({ input: true, dimensions: true, encoding_format: true, user: true }),
  ],
  [
    'responses',
    section('### Responses') + shared,
    [
      ...shape(responseParameters),
      ...official<ResponseCreateParamsBase>({
        background: true,
        context_management: true,
        conversation: true,
        include: true,
        input: true,
        instructions: true,
        max_output_tokens: true,
        metadata: true,
        model: true,
        moderation: true,
        parallel_tool_calls: true,
        previous_response_id: true,
        prompt: true,
        prompt_cache_key: true,
        prompt_cache_options: true,
        prompt_cache_retention: true,
        reasoning: true,
        safety_identifier: true,
        service_tier: true,
        store: true,
        stream: true,
        stream_options: true,
        temperature: true,
        text: true,
        tool_choice: true,
        tools: true,
        top_logprobs: true,
        top_p: true,
        truncation: true,
        user: true,
      }),
    ],
  ],
  [
    'messages',
    section('## Anthropic'),
    [
      ...shape(messagesSchema),
      ...official<MessageCreateParamsBase>({
        max_tokens: true,
        messages: true,
        model: true,
        cache_control: true,
        container: true,
        diagnostics: true,
        inference_geo: true,
        metadata: true,
        output_config: true,
        service_tier: true,
        speed: true,
        stop_sequences: true,
        stream: true,
        system: true,
        thinking: true,
        tool_choice: true,
        tools: true,
        user_profile_id: true,
        workspace_id: true,
      }),
    ],
  ],
  [
    'Ollama, chat',
    section('## Ollama'),
    [
      ...shape(chatSchema),
      ...official<ChatRequest>({
        model: true,
        messages: true,
        stream: true,
        format: true,
        keep_alive: true,
        tools: true,
        think: true,
        logprobs: true,
        top_logprobs: true,
        options: true,
      }),
    ],
  ],
  [
    'Ollama, generate',
    section('## Ollama'),
    [
      ...shape(generateSchema),
      ...official<GenerateRequest>({
        model: true,
        prompt: true,
        suffix: true,
        system: true,
        template: true,
        context: true,
        stream: true,
        raw: true,
        format: true,
        images: true,
        keep_alive: true,
        think: true,
        logprobs: true,
        top_logprobs: true,
        width: true,
        height: true,
        steps: true,
        options: true,
      }),
    ],
  ],
  ['Ollama, options', section('## Ollama'), shape(optionsSchema)],
  [
    'Ollama, embed',
    section('## Ollama'),
    [
      ...shape(embedSchema),
      ...official<EmbedRequest>({ model: true, input: true, truncate: true, keep_alive: true, dimensions: true, options: true }),
    ],
  ],
];

test.each(cases)('every parameter of %s has its place in docs/api.md', (_, where, names) => {
  expect(names.length).toBeGreaterThan(0);
  expect(missing(names, where)).toEqual([]);
});
