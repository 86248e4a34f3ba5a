/** Which way of calling tools a template speaks. */
import { channelMarks } from '../reasoning.ts';
import { channelCalls } from './channel-calls.ts';
import { delimitedCalls } from './delimited-calls.ts';
import { bareCalls, jsonCalls } from './json-calls.ts';
import { taggedCalls } from './tagged-calls.ts';
import type { ToolFormat } from './tool-format.ts';

/** `<tool_call>` around a JSON object, as Hermes began it and Qwen, SmolLM, Granite and many others write it. */
const hermes = { name: 'hermes', open: '<tool_call>', close: '</tool_call>' };
/** For templates that say nothing of tools, or speak in a way that is not known here. */
export const toldCalls: ToolFormat = jsonCalls({ ...hermes, name: 'told', isInTemplate: false });

const formats: [is: (template: string) => boolean, format: ToolFormat][] = [
  [(template) => template.includes(channelMarks.channel) && template.includes('functions'), channelCalls],
  [(template) => template.includes('<tool_call>') && template.includes('<function='), taggedCalls],
  [(template) => template.includes('<tool_call>'), jsonCalls(hermes)],
  [
    (template) => template.includes('[TOOL_CALLS]') && template.includes('[ARGS]'),
    delimitedCalls({ name: 'mistral', begin: '', open: '[TOOL_CALLS]', separator: '[ARGS]', close: '', end: '', argumentsForm: 'text' }),
  ],
  [(template) => template.includes('[TOOL_CALLS]'), jsonCalls({ name: 'mistral-list', open: '[TOOL_CALLS]', close: '', isList: true })],
  [
    (template) => template.includes('<｜tool▁sep｜>') && template.includes('```json'),
    delimitedCalls({
      name: 'deepseek-r1',
      begin: '<｜tool▁calls▁begin｜>',
      open: '<｜tool▁call▁begin｜>function<｜tool▁sep｜>',
      separator: '\n```json\n',
      close: '\n```<｜tool▁call▁end｜>',
      end: '<｜tool▁calls▁end｜>',
      argumentsForm: 'text',
    }),
  ],
  [
    (template) => template.includes('<｜tool▁sep｜>'),
    delimitedCalls({
      name: 'deepseek',
      begin: '<｜tool▁calls▁begin｜>',
      open: '<｜tool▁call▁begin｜>',
      separator: '<｜tool▁sep｜>',
      close: '<｜tool▁call▁end｜>',
      end: '<｜tool▁calls▁end｜>',
      argumentsForm: 'text',
    }),
  ],
  [
    (template) => template.includes('ipython') || template.includes('<|python_tag|>'),
    bareCalls({ name: 'llama-3', mark: '<|python_tag|>', argumentsKey: 'parameters' }),
  ],
];

/** The format of a template; told in words where it has none of its own. */
export function findToolFormat(template: string): ToolFormat {
  if (!template.includes('tools')) return toldCalls;
  return formats.find(([is]) => is(template))?.[1] ?? toldCalls;
}
