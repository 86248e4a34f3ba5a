/** What the command line offers, as data: parsing, help and hints come from here. */
import type { ParseArgsOptionsConfig } from 'node:util';

export interface CommandDescription {
  name: string;
  /** What follows the name in the usage line. */
  usage: string;
  summary: string;
  /** Least and most arguments without a dash. */
  argumentCount: [number, number];
  options: Record<string, OptionDescription>;
  examples: string[];
}

type OptionDescription = ParseArgsOptionsConfig[string] & { help: string; value?: string };

/** Understood by every command. */
export const commonOptions: Record<string, OptionDescription> = {
  home: { type: 'string', value: 'folder', help: 'The data folder (else ALCOVE_HOME, else the usual one).' },
  help: { type: 'boolean', short: 'h', help: 'Show this help.' },
  version: { type: 'boolean', short: 'v', help: 'Show the version.' },
};

export const commands: CommandDescription[] = [
  {
    name: 'serve-ui',
    usage: '[--port <number>] [--open]',
    summary: 'Show Alcove in the browser of this computer.',
    argumentCount: [0, 0],
    options: {
      port: { type: 'string', value: 'number', help: 'The port on 127.0.0.1 (else any free one).' },
      open: { type: 'boolean', help: 'Open the browser, too.' },
    },
    examples: ['alcove serve-ui --open'],
  },
  {
    name: 'run',
    usage: '<model> [prompt]',
    summary: 'Talk to a model. Without a prompt: a conversation, or the text that is piped in.',
    argumentCount: [1, Number.POSITIVE_INFINITY],
    options: {},
    examples: ['alcove run alcove-starter "Name three rivers."', 'alcove run alcove-starter < question.txt', 'alcove run alcove-starter'],
  },
  {
    name: 'ls',
    usage: '[--json]',
    summary: 'List the models that are here.',
    argumentCount: [0, 0],
    options: { json: { type: 'boolean', help: 'As JSON, for programs.' } },
    examples: ['alcove ls', 'alcove ls --json'],
  },
];

export const commandNames = commands.map(({ name }) => name);

/** The help of the whole command line, or of one command. */
export function describeUsage(command?: CommandDescription): string {
  if (command) {
    const options = describeOptions({ ...command.options, ...commonOptions });
    return [
      `alcove ${command.name} ${command.usage}`,
      '',
      command.summary,
      '',
      'Options:',
      ...options,
      '',
      'Examples:',
      ...command.examples.map(indent),
    ].join('\n');
  }
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    'alcove <command>',
    '',
    'Language models on your own computer.',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => indent(name.padEnd(width) + summary)),
    '',
    'Options:',
    ...describeOptions(commonOptions),
    '',
    'alcove <command> --help tells more about one command.',
  ].join('\n');
}

const indent = (text: string) => `  ${text}`;

function describeOptions(options: Record<string, OptionDescription>): string[] {
  const rows = Object.entries(options).map(([name, { value, help }]) => [value ? `--${name} <${value}>` : `--${name}`, help] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, help]) => indent(left.padEnd(width) + help));
}
