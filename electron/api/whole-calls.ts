import type { ToolCall } from '../../shared/generation.ts';

/** A call whose arguments have been read. */
interface WholeCall {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
}

/** The calls whose arguments are complete; the token limit may have cut off the last one. */
export function wholeCalls(calls: readonly ToolCall[]): WholeCall[] {
  return calls.flatMap((call) => {
    const read = readArguments(call.arguments);
    return read ? [{ id: call.id, name: call.name, arguments: read }] : [];
  });
}

/** Undefined for text that is no JSON object. */
export function readArguments(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
