/** What the command line offers, as data: parsing, help and hints come from here. */
import type { ParseArgsOptionsConfig } from 'node:util';
import type { ModelAddress } from '../../shared/model-address.ts';
import type { ServerPlace } from '../../shared/server.ts';
import { parseModelAddress } from './model-address.ts';
import { parseHost, parseOrigins, parseWholeNumber, UsageError } from './option-values.ts';

export interface CommandDescription {
  name: string;
  /** What follows the name in the usage line. */
  usage: string;
  summary: string;
  /** Least and most arguments without a dash. */
  argumentCount: [number, number];
  options: Record<string, OptionDescription>;
  examples: string[];
  /** What was typed, as the command takes it. Throws UsageError. */
  read(typed: Typed): Wish;
}

/** Options by name, and the arguments without a dash. */
export interface Typed {
  values: Record<string, string | boolean | undefined>;
  words: string[];
}

/** What a person wants of one command. */
export type Wish =
  | { type: 'serve-ui'; port: number; open: boolean }
  | { type: 'serve'; place: ServerPlace }
  | { type: 'search'; text: string; limit: number; json: boolean }
  | { type: 'pull'; address: ModelAddress }
  | { type: 'run'; model: string; prompt: string | undefined }
  | { type: 'ls'; json: boolean }
  | { type: 'rm'; model: string }
  | { type: 'undo-rm'; undoId: string };

type OptionDescription = ParseArgsOptionsConfig[string] & { help: string; value?: string };

/** Understood by every command. */
export const commonOptions: Record<string, OptionDescription> = {
  home: { type: 'string', value: 'folder', help: 'The data folder (else ALCOVE_HOME, else the usual one).' },
  endpoint: { type: 'string', value: 'url', help: 'Where models come from (else the settings, HF_ENDPOINT, huggingface.co).' },
  help: { type: 'boolean', short: 'h', help: 'Show this help.' },
  version: { type: 'boolean', short: 'v', help: 'Show the version.' },
};

const json: OptionDescription = { type: 'boolean', help: 'As JSON, for programs.' };

/** A page of results. */
const usualLimit = 20;

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
    read: ({ values }) => ({
      type: 'serve-ui',
      port: parseWholeNumber('port', values.port, { least: 0, most: 65_535, unset: 0 }),
      open: values.open === true,
    }),
  },
  {
    name: 'serve',
    usage: '[--port <number>] [--host <address>] [--cors <origins>] [--require-key]',
    summary: 'Let other programs use the models: OpenAI, Anthropic and Ollama clients. Ctrl+C ends it.',
    argumentCount: [0, 0],
    options: {
      port: { type: 'string', value: 'number', help: 'The port (else the one of the settings, 1234).' },
      host: {
        type: 'string',
        value: 'address',
        help: 'Where to listen (else 127.0.0.1); 0.0.0.0 for every network, where a key is needed.',
      },
      cors: { type: 'string', value: 'origins', help: 'Web pages that may use it: https://a.example,https://b.example or *.' },
      'require-key': { type: 'boolean', help: 'Programs of this computer need a key, too.' },
    },
    examples: ['alcove serve', 'alcove serve --port 11434', 'alcove serve --host 0.0.0.0'],
    read: ({ values }) => ({ type: 'serve', place: readPlace(values) }),
  },
  {
    name: 'search',
    usage: '<words> [--limit <number>] [--json]',
    summary: 'Find models on Hugging Face, and whether they suit this computer.',
    argumentCount: [1, Number.POSITIVE_INFINITY],
    options: { limit: { type: 'string', value: 'number', help: `At most so many (else ${usualLimit}).` }, json },
    examples: ['alcove search qwen3', 'alcove search llama 3.2 --limit 5'],
    read: ({ values, words }) => ({
      type: 'search',
      text: words.join(' '),
      limit: parseWholeNumber('limit', values.limit, { least: 1, most: 1000, unset: usualLimit }),
      json: values.json === true,
    }),
  },
  {
    name: 'pull',
    usage: '<repository>[:<quantization>]',
    summary: 'Download a model. Ctrl+C pauses; the same command goes on.',
    argumentCount: [1, 1],
    options: {},
    examples: ['alcove pull Qwen/Qwen3-8B-GGUF', 'alcove pull Qwen/Qwen3-8B-GGUF:Q8_0', 'alcove pull hf.co/Qwen/Qwen3-8B-GGUF'],
    read: ({ words: [typed = ''] }) => ({ type: 'pull', address: parseModelAddress(typed) }),
  },
  {
    name: 'run',
    usage: '<model> [prompt]',
    summary: 'Talk to a model. Without a prompt: a conversation, or the text that is piped in.',
    argumentCount: [1, Number.POSITIVE_INFINITY],
    options: {},
    examples: ['alcove run alcove-starter "Name three rivers."', 'alcove run alcove-starter < question.txt', 'alcove run alcove-starter'],
    read: ({ words: [model = '', ...prompt] }) => ({ type: 'run', model, prompt: prompt.length > 0 ? prompt.join(' ') : undefined }),
  },
  {
    name: 'ls',
    usage: '[--json]',
    summary: 'List the models that are here.',
    argumentCount: [0, 0],
    options: { json },
    examples: ['alcove ls', 'alcove ls --json'],
    read: ({ values }) => ({ type: 'ls', json: values.json === true }),
  },
  {
    name: 'rm',
    usage: '<model> | --undo <id>',
    summary: 'Move a model to the trash, or bring it back.',
    argumentCount: [0, 1],
    options: { undo: { type: 'string', value: 'id', help: 'Bring back what was removed; rm tells the id.' } },
    examples: ['alcove rm qwen3-8b', 'alcove rm qwen3-8b@q4_k_m'],
    read({ values: { undo }, words: [model] }) {
      if (typeof undo === 'string' && model === undefined) return { type: 'undo-rm', undoId: undo };
      if (model !== undefined && undo === undefined) return { type: 'rm', model };
      throw new UsageError('Usage: alcove rm <model> | --undo <id>');
    },
  },
];

function readPlace({ port, host, cors, 'require-key': requireKey }: Typed['values']): ServerPlace {
  const origins = parseOrigins(cors);
  const address = parseHost(host);
  return {
    ...(port !== undefined && { port: parseWholeNumber('port', port, { least: 0, most: 65_535, unset: 0 }) }),
    ...(address !== undefined && { host: address }),
    ...(origins && { origins }),
    ...(requireKey === true && { needsKey: true }),
  };
}

export const commandNames = commands.map(({ name }) => name);
