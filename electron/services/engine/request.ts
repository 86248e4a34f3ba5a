/** A request as the runner takes it: checked, with every sampling value given. */
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type GenerationRequest, generationRequestSchema } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { defaultSampling } from '../../../shared/sampling.ts';
import type { RunnerRequest, RunnerTool } from '../../runner/protocol.ts';
import { withPatience } from './schema-grammar/automaton.ts';
import { assertHarmless } from './schema-grammar/client-grammar.ts';
import { anyObjectGrammar, compileSchema, type SchemaGrammar } from './schema-grammar/schema-grammar.ts';
import { mostWeight } from './schema-grammar/weight.ts';
import { writeGrammar, writeRules } from './schema-grammar/write-grammar.ts';

type ParsedRequest = z.output<typeof generationRequestSchema>;

/** Throws AppError request.invalid. */
export function parseRequest(request: GenerationRequest): ParsedRequest {
  const parsed = generationRequestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

/** Throws AppError model.unable for a model that only makes vectors. */
export function assertWrites({ id, kind }: Pick<Model, 'id' | 'kind'>): void {
  if (kind !== 'embedding') return;
  throw new AppError('model.unable', 'This model makes vectors only.', { data: { name: id, ability: 'generate' } });
}

/** The request's sampling over the model's own over the app's; schemas as grammars. Throws AppError schema.unsupported, request.invalid. */
export function toRunnerRequest(request: ParsedRequest, model: Pick<Model, 'sampling'>): RunnerRequest {
  const { turns, prompt, overflow, thinking, toolChoice, parallelToolCalls, logprobs, client } = request;
  return {
    turns,
    prompt,
    overflow,
    thinking,
    // Many difficult schemas hold everybody up no longer than one.
    tools: withPatience(() => listTools(request)),
    toolChoice,
    parallelToolCalls,
    grammar: formatGrammar(request.format),
    logprobs,
    client,
    sampling: { ...defaultSampling, ...given(model.sampling), ...given(request.sampling) },
  };
}

/** Those that the choice leaves. Throws request.invalid for a choice that is not among them. */
function listTools({ tools, toolChoice }: ParsedRequest): RunnerTool[] {
  if (toolChoice === 'none') return [];
  const names = new Set(tools.map(({ name }) => name));
  if (names.size < tools.length) throw invalid('Two tools have the same name.');
  if (toolChoice !== 'auto' && tools.length === 0) throw invalid('A tool must be called, and there is none.');
  if (typeof toolChoice === 'object' && !names.has(toolChoice.name)) throw invalid(`There is no tool "${toolChoice.name}" to choose.`);
  const chosen = typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : tools;
  let weight = 0;
  return chosen.map(({ name, description, parameters }, index) => {
    const schema = { ...(parameters ?? { properties: {}, additionalProperties: false }), type: 'object' };
    const compiled = compileTool(name, () => compileSchema(schema, { prefix: `t${index}` }));
    weight += compiled.weight;
    // They are read as one grammar.
    if (weight > mostWeight) throw invalid('The tools are too many, or their schemas too large, for one grammar.');
    return { name, description, parameters, grammar: { root: compiled.root, rules: writeRules(compiled.rules) } };
  });
}

/** A schema that cannot be kept is said with its tool. */
function compileTool(tool: string, compile: () => SchemaGrammar): SchemaGrammar {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { data: { ...error.data, tool }, cause: error });
  }
}

function formatGrammar(format: ParsedRequest['format']): string | undefined {
  switch (format.type) {
    case 'text':
      return undefined;
    case 'json':
      return writeGrammar(anyObjectGrammar());
    case 'json-schema':
      return writeGrammar(compileSchema(format.schema));
    case 'grammar':
      assertHarmless(format.grammar);
      return format.grammar;
    default:
      return format satisfies never;
  }
}

function invalid(reason: string): AppError {
  return new AppError('request.invalid', 'The request is not valid.', { data: { reason } });
}

function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
