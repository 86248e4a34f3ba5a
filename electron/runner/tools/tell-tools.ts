/** Tools in words, for templates that know none: what may be called, how, and what calls brought back, all inside ordinary turns. */
import type { Turn } from '../../../shared/generation.ts';
import type { RunnerTool } from '../protocol.ts';

export function tellTools(turns: readonly Turn[], tools: readonly RunnerTool[]): Turn[] {
  const told = turns.map(tellTurn);
  if (tools.length === 0) return told;
  const [first, ...others] = told;
  const explanation = explain(tools);
  if (first?.role === 'system') return [{ ...first, content: `${first.content}\n\n${explanation}` }, ...others];
  return [{ role: 'system', content: explanation }, ...told];
}

function explain(tools: readonly RunnerTool[]): string {
  const list = tools.map(({ name, description, parameters }) => JSON.stringify({ name, description, parameters })).join('\n');
  return `You can call these tools:\n<tools>\n${list}\n</tools>\nTo call one, answer with its name and arguments as JSON between tags, and nothing else:\n<tool_call>\n{"name": "...", "arguments": {...}}\n</tool_call>`;
}

function tellTurn(turn: Turn): Turn {
  if (turn.role === 'tool') return { role: 'user', content: `<tool_response>\n${turn.content}\n</tool_response>` };
  const { toolCalls, ...plain } = turn;
  if (!toolCalls || toolCalls.length === 0) return plain;
  const calls = toolCalls.map(
    ({ name, arguments: text }) => `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${text || '{}'}}\n</tool_call>`,
  );
  return { ...plain, content: [plain.content, ...calls].filter((part) => part !== '').join('\n') };
}
