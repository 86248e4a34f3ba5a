/** Tools and the choice among them, in the two shapes that OpenAI has for them. */
import { z } from 'zod';
import type { GenerationRequest, Tool } from '../../../shared/generation.ts';
import { withoutUndefined } from '../../lib/without-undefined.ts';
import { ApiError } from '../http/api-error.ts';
import { readBody } from '../http/read-body.ts';

const toolFunction = z.object({
  name: z.string().regex(/^[\w.:/-]{1,128}$/, 'must be 1 to 128 letters, digits, _ or -'),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
});

/** `function` holds the rest in chat completions; in responses it lies beside the type. */
const someTool = z.looseObject({ type: z.string(), function: z.unknown().optional() });
export const toolsParameter = z.array(someTool).max(1000).nullish();

const named = z.looseObject({ name: z.string().optional(), function: z.object({ name: z.string() }).optional() });
const allowed = z.object({ mode: z.enum(['auto', 'required']), tools: z.array(named).min(1).max(1000) });
export const toolChoiceParameter = z
  .union([
    z.enum(['none', 'auto', 'required']),
    z.looseObject({ type: z.string(), name: z.string().optional(), function: z.object({ name: z.string() }).optional() }),
  ])
  .nullish();

interface Given {
  tools?: z.output<typeof toolsParameter>;
  tool_choice?: z.output<typeof toolChoiceParameter>;
  parallel_tool_calls?: boolean | null | undefined;
}

/** Throws ApiError for tools that are no functions, and for a choice that is not among them. */
export function toTools(given: Given): Pick<GenerationRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> {
  const tools = (given.tools ?? []).map(toTool);
  const parallelToolCalls = given.parallel_tool_calls ?? true;
  const choice = given.tool_choice ?? 'auto';
  if (typeof choice === 'string') {
    if (choice === 'required' && tools.length === 0) throw noTools();
    return { tools, toolChoice: choice, parallelToolCalls };
  }
  if (tools.length === 0) throw noTools();
  if (choice.type === 'allowed_tools') {
    const { mode, tools: some } = readAllowed(choice);
    const names = some.map((one) => pick(tools, nameOf(one)));
    return { tools: tools.filter(({ name }) => names.includes(name)), toolChoice: mode, parallelToolCalls };
  }
  if (choice.type !== 'function') throw unsupported(`A choice of type "${choice.type}"`, 'tool_choice.type');
  return { tools, toolChoice: { name: pick(tools, nameOf(choice)) }, parallelToolCalls };
}

function toTool(tool: z.output<typeof someTool>, index: number): Tool {
  const param = `tools.${index}`;
  if (tool.type !== 'function') throw unsupported(`A tool of type "${tool.type}"`, `${param}.type`);
  const given = readBody(toolFunction, tool.function ?? tool, tool.function === undefined ? param : `${param}.function`);
  return withoutUndefined({ name: given.name, description: given.description ?? undefined, parameters: given.parameters ?? undefined });
}

/** Chat completions have the list inside `allowed_tools`, responses beside the type. */
function readAllowed(choice: Record<string, unknown>): z.output<typeof allowed> {
  const parsed = allowed.safeParse(choice.allowed_tools ?? choice);
  if (parsed.success) return parsed.data;
  throw new ApiError('invalid', 'tool_choice: allowed_tools needs a mode (auto, required) and a list of tools.', { param: 'tool_choice' });
}

function nameOf(choice: z.output<typeof named>): string {
  const name = choice.function?.name ?? choice.name;
  if (name === undefined) throw new ApiError('invalid', 'tool_choice: the name of a tool is missing.', { param: 'tool_choice' });
  return name;
}

function pick(tools: readonly Tool[], name: string): string {
  if (tools.some((tool) => tool.name === name)) return name;
  throw new ApiError('invalid', `tool_choice: there is no tool "${name}" among the tools.`, { param: 'tool_choice' });
}

const noTools = () => new ApiError('invalid', 'tool_choice: it needs tools to choose from.', { param: 'tool_choice' });
const unsupported = (what: string, param: string) =>
  new ApiError('unsupported', `${what} is not available here. Only functions are.`, { param });
