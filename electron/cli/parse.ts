import { parseArgs } from 'node:util';
import { type CommandDescription, commandNames, commands, commonOptions, describeUsage } from './commands.ts';
import { findNearest } from './nearest.ts';

export type CommandLine =
  | { type: 'help'; text: string }
  | { type: 'version' }
  | { type: 'serve-ui'; home: string | undefined; port: number; open: boolean }
  | { type: 'run'; home: string | undefined; model: string; prompt: string | undefined }
  | { type: 'ls'; home: string | undefined; json: boolean };

/** The command line is not as it should be; the message says what is right. Exit code 2. */
export class UsageError extends Error {}

/** Reads what was typed behind `alcove`. Throws UsageError. */
export function parseCommandLine(args: string[]): CommandLine {
  const [name, ...rest] = moveNameFirst(args);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const about = commands.find((command) => command.name === rest[0]);
    return { type: 'help', text: describeUsage(about) };
  }
  if (name === '--version' || name === '-v' || name === 'version') return { type: 'version' };
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(describeUnknown(name));
  return parseCommand(command, rest);
}

/** `--home` may stand before the command's name. */
function moveNameFirst(args: string[]): string[] {
  const [first, second, ...rest] = args;
  if (first?.startsWith('--home=')) return second === undefined ? [] : [second, first, ...rest];
  if (first === '--home' && second !== undefined) {
    const [name, ...others] = rest;
    return name === undefined ? [] : [name, first, second, ...others];
  }
  return args;
}

function describeUnknown(name: string): string {
  if (name === '--home') return '--home takes a folder, and a command follows it. alcove --help lists what there is.';
  if (name.startsWith('-')) return `There is no option ${name}. alcove --help lists what there is.`;
  const nearest = findNearest(name, commandNames);
  return `There is no command "${name}".${nearest ? ` Nearest: alcove ${nearest}.` : ''} alcove --help lists them all.`;
}

function parseCommand(command: CommandDescription, args: string[]): CommandLine {
  const { values, positionals } = parseOptions(command, args);
  if (values.help) return { type: 'help', text: describeUsage(command) };
  if (values.version) return { type: 'version' };
  const [least, most] = command.argumentCount;
  if (positionals.length < least || positionals.length > most) throw new UsageError(`Usage: alcove ${command.name} ${command.usage}`);
  const home = values.home as string | undefined;
  switch (command.name) {
    case 'serve-ui':
      return { type: 'serve-ui', home, port: parsePort(values.port as string | undefined), open: values.open === true };
    case 'ls':
      return { type: 'ls', home, json: values.json === true };
    default: {
      const [model = '', ...words] = positionals;
      return { type: 'run', home, model, prompt: words.length > 0 ? words.join(' ') : undefined };
    }
  }
}

function parseOptions(command: CommandDescription, args: string[]) {
  const options = Object.fromEntries(
    Object.entries({ ...commonOptions, ...command.options }).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
  );
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node's own sentence names the option; its second one is about a detail of parseArgs.
    const [reason] = (error as Error).message.split(/\.\s|\n/);
    throw new UsageError(`${reason}. Usage: alcove ${command.name} ${command.usage}`);
  }
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}
