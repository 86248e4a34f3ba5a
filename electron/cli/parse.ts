import { parseArgs } from 'node:util';
import { type CommandDescription, commandNames, commands, commonOptions, type Wish } from './commands.ts';
import { findNearest } from './nearest.ts';
import { parseEndpoint, UsageError } from './option-values.ts';
import { describeUsage } from './usage.ts';

export interface Place {
  home: string | undefined;
  /** Without a slash at its end. */
  endpoint: string | undefined;
}

export type CommandLine = { type: 'help'; text: string } | { type: 'version' } | (Wish & Place);

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

/** `--home` and `--endpoint` may stand before the command's name. */
function moveNameFirst(args: string[]): string[] {
  const front: string[] = [];
  let rest = args;
  for (;;) {
    const [option = ''] = rest;
    const length = /^--(?:home|endpoint)=/.test(option) ? 1 : /^--(?:home|endpoint)$/.test(option) && rest.length > 1 ? 2 : 0;
    if (length === 0) break;
    front.push(...rest.slice(0, length));
    rest = rest.slice(length);
  }
  const [name, ...others] = rest;
  return name === undefined ? [] : [name, ...front, ...others];
}

function describeUnknown(name: string): string {
  if (name === '--home' || name === '--endpoint') {
    const value = commonOptions[name.slice(2)]?.value;
    return `${name} takes ${value === 'url' ? 'an address' : `a ${value}`}, and a command follows it. alcove --help lists what there is.`;
  }
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
  const place: Place = { home: values.home as string | undefined, endpoint: parseEndpoint(values.endpoint) };
  return { ...command.read({ values, words: positionals }), ...place };
}

function parseOptions(command: CommandDescription, args: string[]) {
  const options = Object.fromEntries(
    Object.entries({ ...commonOptions, ...command.options }).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    // Node's own sentence names the option; its second one is about a detail of parseArgs.
    const [reason] = (error as Error).message.split(/\.\s|\n/);
    throw new UsageError(`${reason}. Usage: alcove ${command.name} ${command.usage}`);
  }
}
