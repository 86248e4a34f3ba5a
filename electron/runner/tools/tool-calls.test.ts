import { expect, test } from 'vitest';
import type { OutputPart } from '../output-part.ts';
import { createSplitter } from '../reasoning.ts';
import { findToolFormat } from './find-tool-format.ts';

/** Text and calls of a whole output, fed in pieces of one size. */
function read(template: string, output: string, size: number) {
  const format = findToolFormat(template);
  const reader = format.createReader();
  const splitter = createSplitter(
    format.name === 'channels' ? { type: 'channels' } : { type: 'marks', open: '<think>', close: '</think>' },
    'undecided',
  );
  const take = (parts: OutputPart[]) => parts.flatMap((part) => (part.type === 'text' ? reader.push(part.text) : [part]));
  const pieces = output.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? [];
  const parts = [...pieces.flatMap((piece) => take(splitter.push(piece))), ...take(splitter.flush()), ...reader.flush()];
  let text = '';
  const calls: { name: string; arguments: string; hasEnded: boolean }[] = [];
  for (const part of parts) {
    const last = calls.at(-1);
    if (part.type === 'text') text += part.text;
    else if (part.type === 'call') calls.push({ name: part.name, arguments: '', hasEnded: false });
    else if (part.type === 'arguments' && last) last.arguments += part.text;
    else if (part.type === 'call-end' && last) last.hasEnded = true;
  }
  return { text, calls: calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) as unknown })) };
}

const hermes = 'tools <tool_call>';
const llama = 'tools ipython <|python_tag|>';
const mistral = 'tools [TOOL_CALLS]';
const newMistral = 'tools [TOOL_CALLS] [ARGS]';
const coder = 'tools <tool_call> <function=';
const deepseek = 'tools <｜tool▁sep｜>';
const r1 = 'tools <｜tool▁sep｜> ```json';
const harmony = 'tools <|channel|> functions';
const one = { name: 'weather', arguments: { city: 'Paris {"}', days: 2 }, hasEnded: true };
const two = { name: 'clock', arguments: {}, hasEnded: true };
const json = '{"city": "Paris {\\"}", "days": 2}';

test.each([1, 2, 3, 7, 1000])('calls are found whatever the pieces (%i characters)', (size) => {
  const outputs: [template: string, output: string, text: string, calls: unknown[]][] = [
    [hermes, `<tool_call>\n{"name": "weather", "arguments": ${json}}\n</tool_call>`, '', [one]],
    [
      hermes,
      `Let me see.\n\n<tool_call>\n{"name": "weather", "arguments": ${json}}\n</tool_call>\n<tool_call>\n{"name": "clock", "arguments": {}}\n</tool_call>`,
      'Let me see.',
      [one, two],
    ],
    [hermes, `<think>\nHm.\n</think>\n\n<tool_call>{"arguments": ${json}, "name": "weather"}</tool_call>`, '', [one]],
    [hermes, `<tool_call>{"name": "weather", "arguments": ${JSON.stringify(json)}}</tool_call>`, '', [one]],
    [hermes, '<tool_call>{"name": "clock"}</tool_call>', '', [two]],
    [hermes, 'a < b <tool and c', 'a < b <tool and c', []],
    [llama, `{"name": "weather", "parameters": ${json}}`, '', [one]],
    [llama, `<|python_tag|>{"type": "function", "name": "weather", "parameters": ${json}}`, '', [one]],
    [llama, '{"city": "Paris"} is JSON', '{"city": "Paris"} is JSON', []],
    [mistral, `[TOOL_CALLS][{"name": "weather", "arguments": ${json}}, {"name": "clock", "arguments": {}}]`, '', [one, two]],
    [newMistral, `Well.[TOOL_CALLS]weather[ARGS]${json}[TOOL_CALLS]clock[ARGS]{}`, 'Well.', [one, two]],
    [
      coder,
      '<tool_call>\n<function=weather>\n<parameter=city>\nParis {"}\n</parameter>\n<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>',
      '',
      [one],
    ],
    [coder, '<tool_call>\n<function=clock>\n</function>\n</tool_call>', '', [two]],
    [
      deepseek,
      `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>${json}<｜tool▁call▁end｜><｜tool▁call▁begin｜>clock<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
      '',
      [one, two],
    ],
    [
      r1,
      `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n\`\`\`json\n${json}\n\`\`\`<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
      '',
      [one],
    ],
    [
      harmony,
      `<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>${json}<|call|>`,
      '',
      [one],
    ],
    ['no word of it', `<tool_call>{"name": "weather", "arguments": ${json}}</tool_call>`, '', [one]],
  ];
  for (const [template, output, text, calls] of outputs) {
    expect(read(template, output, size), `${template}: ${output}`).toEqual({ text, calls });
  }
});

test('a call that is cut off keeps its beginning, and an object that is no call stays text', () => {
  const reader = findToolFormat(hermes).createReader();
  const parts = [...reader.push('<tool_call>{"name": "weather", "arguments": {"city": "Pa'), ...reader.flush()];
  expect(parts).toEqual([{ type: 'call', name: 'weather' }, { type: 'arguments', text: '{"city": "Pa' }, { type: 'call-end' }]);
  const other = findToolFormat(hermes).createReader();
  expect([...other.push('<tool_call>{"x": 1}'), ...other.flush()]).toEqual([{ type: 'text', text: '{"x": 1}' }]);
});
