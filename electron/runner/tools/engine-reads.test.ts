/** The engine must be able to read what each family's calls are held by, also with many tools. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeScriptedModel } from '../../../e2e/tiny-models/scripted-model.ts';
import { generationRequestSchema } from '../../../shared/generation.ts';
import { toRunnerRequest } from '../../services/engine/request.ts';
import { Constraint } from '../constraint.ts';
import type { Core } from '../core.ts';
import { TestCores } from '../test-core.ts';
import { findToolFormat } from './find-tool-format.ts';

const cores = new TestCores();
let core: Core;
beforeAll(async () => {
  const path = join(cores.folder, 'model.gguf');
  writeScriptedModel(path, { script: 'Hello' });
  core = await cores.load({ path });
});
afterAll(() => cores.dispose());

const json = '{"city": "Paris", "days": 2}';
/** What tells the family in a template, and two calls (or one, where there can only be one) as it writes them. */
const families: [name: string, template: string, calls: string][] = [
  [
    'told',
    '',
    `<tool_call>\n{"name": "tool30", "arguments": ${json}}\n</tool_call>\n<tool_call>{"name": "tool1", "arguments": ${json}}</tool_call>`,
  ],
  ['hermes', 'tools <tool_call>', `<tool_call>\n{"name": "tool30", "arguments": ${json}}\n</tool_call>`],
  [
    'tagged',
    'tools <tool_call> <function=',
    '<tool_call>\n<function=tool30>\n<parameter=city>\nParis\n</parameter>\n</function>\n</tool_call>',
  ],
  ['mistral', 'tools [TOOL_CALLS] [ARGS]', `[TOOL_CALLS]tool30[ARGS]${json}[TOOL_CALLS]tool1[ARGS]${json}`],
  ['mistral-list', 'tools [TOOL_CALLS]', `[TOOL_CALLS][{"name": "tool30", "arguments": ${json}}, {"name": "tool1", "arguments": ${json}}]`],
  [
    'deepseek',
    'tools <｜tool▁sep｜>',
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>tool30<｜tool▁sep｜>${json}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
  ],
  [
    'deepseek-r1',
    'tools <｜tool▁sep｜> ```json',
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>tool30\n\`\`\`json\n${json}\n\`\`\`<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
  ],
  ['llama-3', 'tools ipython', `{"name": "tool30", "parameters": ${json}}`],
  ['channels', 'tools <|channel|> functions', `<|channel|>commentary to=functions.tool30 <|constrain|>json<|message|>${json}`],
];

const schema = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 1500 }, days: { type: 'integer', minimum: 1, maximum: 14 } },
  required: ['city'],
  additionalProperties: false,
};

test.each(families)('%s: forty tools, called, and not called with anything else', (name, template, calls) => {
  const tools = Array.from({ length: 40 }, (_, index) => ({ name: `tool${index}`, parameters: schema }));
  const toolFormat = findToolFormat(template);
  expect(toolFormat.name).toBe(name);
  for (const format of [{ type: 'text' as const }, { type: 'json-schema' as const, schema: { enum: ['a', 'b'] } }]) {
    const toolChoice = format.type === 'text' ? 'required' : 'auto';
    const request = toRunnerRequest(
      generationRequestSchema.parse({ model: 'm', turns: [{ role: 'user', content: 'Go' }], tools, toolChoice, format }),
      { sampling: {} },
    );
    const lets = (text: string) => {
      const constraint = new Constraint({
        core,
        template: { toolFormat, reasoning: { type: 'marks', open: '<think>', close: '</think>', isKnown: false } },
        request,
        start: 'text',
      });
      const grammar = constraint.current();
      return core.vocabulary.tokenize(text).every((token) => grammar?.accept(token));
    };
    expect(lets(calls)).toBe(true);
    expect(lets('"a"')).toBe(format.type !== 'text');
    expect(lets(calls.replaceAll('tool30', 'tool99'))).toBe(false);
    if (name !== 'tagged') expect(lets(calls.replaceAll('"days": 2', '"days": 20'))).toBe(false);
  }
});
