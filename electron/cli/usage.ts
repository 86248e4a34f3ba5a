/** The help that a person reads, from the descriptions of the commands. */
import { type CommandDescription, commands, commonOptions } from './commands.ts';

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

function describeOptions(options: typeof commonOptions): string[] {
  const rows = Object.entries(options).map(([name, { value, help }]) => [value ? `--${name} <${value}>` : `--${name}`, help] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, help]) => indent(left.padEnd(width) + help));
}
