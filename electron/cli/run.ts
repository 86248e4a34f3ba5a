/** `alcove run`: one answer, or a conversation in the terminal. Answers go to stdout, everything else to stderr. */
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { styleText } from 'node:util';
import type { HostClient } from '../../shared/contract.ts';
import type { Turn } from '../../shared/generation.ts';
import { findModelAddress } from '../../shared/model-address.ts';
import { describeFailure } from './describe-error.ts';
import { pullCommand } from './model-address.ts';
import { createStatus, processTerminal, type Terminal } from './terminal.ts';

/** Exit code for an answer that Ctrl+C ended, as shells count signals. */
const interrupted = 130;

export async function run(
  client: HostClient,
  options: { model: string; prompt: string | undefined },
  terminal = processTerminal,
): Promise<number> {
  const { model } = options;
  if (options.prompt === undefined && terminal.input.isTTY) return converse(client, model, terminal);
  const prompt = options.prompt ?? (await readAll(terminal.input)).trim();
  if (prompt === '') {
    terminal.notes.write('There is nothing to answer: give a prompt, or pipe some text in.\n');
    return 2;
  }
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  // A second Ctrl+C ends the command, whatever the model does.
  process.once('SIGINT', onInterrupt);
  try {
    return (await answer(client, { model, turns: [{ role: 'user', content: prompt }], signal: stop.signal }, terminal)).exitCode;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** Asks and answers until the input ends. Ctrl+C stops an answer; without one, it ends the conversation. */
async function converse(client: HostClient, model: string, terminal: Terminal): Promise<number> {
  const lines = createInterface({ input: terminal.input, output: terminal.notes, prompt: '> ', terminal: true });
  let stop: AbortController | undefined;
  lines.on('SIGINT', () => {
    if (stop) stop.abort();
    else lines.close();
  });
  terminal.notes.write(dim(terminal, `${model}. Ctrl+C stops an answer, Ctrl+D ends.\n`));
  const turns: Turn[] = [];
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() !== '') {
      stop = new AbortController();
      turns.push({ role: 'user', content: line });
      const { text, exitCode } = await answer(client, { model, turns, signal: stop.signal }, terminal);
      stop = undefined;
      // A question that failed is not part of what the model remembers.
      if (exitCode === 1) turns.pop();
      else turns.push({ role: 'assistant', content: text });
    }
    lines.prompt();
  }
  terminal.notes.write('\n');
  return 0;
}

interface Question {
  model: string;
  turns: Turn[];
  signal: AbortSignal;
}

/** Writes one answer as it comes. Exit code 0; 1 after a failure that was said; 130 when it was stopped. */
async function answer(client: HostClient, question: Question, terminal: Terminal): Promise<{ text: string; exitCode: number }> {
  const { output, notes } = terminal;
  const status = createStatus(terminal);
  let text = '';
  let isThinking = false;
  const endThought = () => {
    if (isThinking) notes.write('\n');
    isThinking = false;
  };
  const finish = (exitCode: number) => {
    status.clear();
    endThought();
    if (text !== '' && !text.endsWith('\n')) output.write('\n');
    return { text, exitCode };
  };
  const { signal, ...request } = question;
  try {
    for await (const event of await client.engine.generate({ ...request, overflow: 'drop-oldest' }, { signal })) {
      switch (event.type) {
        case 'loading':
          status.show(`Loading ${request.model} … ${Math.round(event.progress * 100)} %`);
          break;
        case 'queued':
          status.show(`Waiting, place ${event.position} …`);
          break;
        case 'prompt':
          if (event.total > 2000) status.show(`Reading ${event.processed} of ${event.total} tokens …`);
          break;
        case 'dropped':
          status.clear();
          notes.write(dim(terminal, `The oldest ${event.turns} turns no longer fit and were left out.\n`));
          break;
        case 'reasoning':
          status.clear();
          isThinking = true;
          notes.write(dim(terminal, event.text));
          break;
        case 'text':
          status.clear();
          endThought();
          text += event.text;
          output.write(event.text);
          break;
        case 'error': {
          const result = finish(1);
          notes.write(`${describeFailure(event.error)}${describePull(event.error.code, request.model)}\n`);
          return result;
        }
        case 'tool-call-start':
        case 'tool-call-arguments':
        case 'tool-call-end':
          break;
        case 'done':
          return finish(event.finishReason === 'cancelled' ? interrupted : 0);
        default:
          event satisfies never;
      }
    }
  } catch (error) {
    const result = finish(interrupted);
    if (signal.aborted) return result;
    throw error;
  }
  return finish(signal.aborted ? interrupted : 1);
}

/** A model that is not here may be one of the hub's. */
function describePull(code: string, model: string): string {
  const address = code === 'model.not-found' ? findModelAddress(model) : undefined;
  return address ? ` To get it: ${pullCommand(address)}` : '';
}

const dim = ({ notes }: Terminal, text: string) => styleText('dim', text, { stream: notes });
