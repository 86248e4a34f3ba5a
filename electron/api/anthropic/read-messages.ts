/** Anthropic's messages, whose content is a list of blocks, as turns. */
import type { ToolCall, Turn } from '../../../shared/generation.ts';
import { ApiError } from '../http/api-error.ts';
import type { Block, InputMessage } from './request-schema.ts';

const mostNameLength = 200;

/** Throws ApiError for a block that cannot be read, with its place. */
export function readMessages(messages: readonly InputMessage[], system: string): Turn[] {
  const turns: Turn[] = system === '' ? [] : [{ role: 'system', content: system }];
  const toolNames = new Map<string, string>();
  for (const [index, { role, content }] of messages.entries()) {
    const blocks: Block[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const place = `messages.${index}.content`;
    const read = role === 'assistant' ? [readAssistant(blocks, place, toolNames)] : readUser(blocks, { role, place, toolNames });
    for (const turn of read) addTurn(turns, turn);
  }
  return turns;
}

/** Neighbours of one role are one turn, as Anthropic has it. */
function addTurn(turns: Turn[], turn: Turn): void {
  const last = turns.at(-1);
  if (last?.role !== turn.role || turn.role === 'tool') {
    turns.push(turn);
    return;
  }
  last.content = [last.content, turn.content].filter((text) => text !== '').join(turn.role === 'assistant' ? '' : '\n');
  if (turn.reasoning !== undefined) last.reasoning = (last.reasoning ?? '') + turn.reasoning;
  if (turn.toolCalls) last.toolCalls = [...(last.toolCalls ?? []), ...turn.toolCalls];
}

function readAssistant(blocks: readonly Block[], place: string, toolNames: Map<string, string>): Turn {
  let [content, reasoning] = ['', ''];
  const toolCalls: ToolCall[] = [];
  for (const [index, block] of blocks.entries()) {
    const at = `${place}.${index}`;
    switch (block.type) {
      case 'text':
        content += readString(block, 'text', at);
        break;
      case 'thinking':
        reasoning += readString(block, 'thinking', at);
        break;
      case 'redacted_thinking':
        break;
      case 'tool_use': {
        const [id, name] = [readName(block, 'id', at), readName(block, 'name', at)];
        toolNames.set(id, name);
        toolCalls.push({ id, name, arguments: JSON.stringify(block.input ?? {}) });
        break;
      }
      default:
        throw unreadable(block.type, at);
    }
  }
  return { role: 'assistant', content, ...(reasoning !== '' && { reasoning }), ...(toolCalls.length > 0 && { toolCalls }) };
}

interface UserContext {
  role: 'user' | 'system';
  place: string;
  toolNames: ReadonlyMap<string, string>;
}

/** What tools brought back are turns of their own, in the order of the blocks. */
function readUser(blocks: readonly Block[], { role, place, toolNames }: UserContext): Turn[] {
  const turns: Turn[] = [];
  for (const [index, block] of blocks.entries()) {
    const at = `${place}.${index}`;
    if (block.type === 'text') addTurn(turns, { role, content: readString(block, 'text', at) });
    else if (block.type === 'tool_result' && role === 'user') turns.push(readResult(block, at, toolNames));
    else throw unreadable(block.type, at);
  }
  return turns.length > 0 ? turns : [{ role, content: '' }];
}

function readResult(block: Block, place: string, toolNames: ReadonlyMap<string, string>): Turn {
  const id = readString(block, 'tool_use_id', place);
  const toolName = toolNames.get(id);
  if (toolName === undefined)
    throw new ApiError('invalid', `${place}.tool_use_id: no tool_use block before it has the id "${id}".`, { param: place });
  const text = readResultText(block.content ?? '', `${place}.content`);
  return { role: 'tool', content: block.is_error === true ? `Error: ${text}` : text, toolCallId: id, toolName };
}

function readResultText(content: unknown, place: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw new ApiError('invalid', `${place}: must be text or a list of blocks.`, { param: place });
  return content
    .map((block: Block, index) => {
      const at = `${place}.${index}`;
      if (block?.type !== 'text') throw unreadable(String(block?.type), at);
      return readString(block, 'text', at);
    })
    .join('\n');
}

function readName(block: Block, name: string, place: string): string {
  const text = readString(block, name, place);
  if (text !== '' && text.length <= mostNameLength) return text;
  throw new ApiError('invalid', `${place}.${name}: must have 1 to ${mostNameLength} characters.`, { param: `${place}.${name}` });
}

function readString(block: Block, name: string, place: string): string {
  const value = block[name];
  if (typeof value === 'string') return value;
  throw new ApiError('invalid', `${place}.${name}: must be text.`, { param: `${place}.${name}` });
}

const media: Record<string, string> = { image: 'images', document: 'documents' };

function unreadable(type: string, place: string): ApiError {
  const what = Object.hasOwn(media, type) ? media[type] : `blocks of type "${type}"`;
  return new ApiError('unsupported', `${place}: Alcove cannot read ${what}. Send their text instead.`, { param: place });
}
