/** What happened and what to do next, one sentence or two for each code of shared/errors.ts. */
import type { AppErrorCode } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';

type Data = Record<string, unknown>;

const text = (value: unknown, otherwise = 'it') => (value === undefined ? otherwise : String(value));
const size = (value: unknown) => (value === undefined ? 'an unknown amount' : formatBytes('en', Number(value)));
const address = (url: unknown, otherwise: string) => (url === undefined ? otherwise : `${url}`);
/** Of the versions that there are instead. */
const mostNames = 30;
const logHint = "The log in the data folder's logs/ tells more.";
const listHint = 'alcove ls lists the models that are here.';
const wayHint = 'What was fetched is kept; the same command goes on.';

const programs: Record<string, string> = { 'lm-studio': 'LM Studio', ollama: 'Ollama', 'hugging-face': 'the Hugging Face cache' };

const unreachable: Record<string, (host: string) => string> = {
  offline: () => 'This computer is not connected to a network.',
  dns: (host) => `The network does not know ${host}. Is this computer online, and is the address right?`,
  refused: (host) => `${host} does not accept connections.`,
  timeout: (host) => `${host} does not answer.`,
  certificate: (host) => `${host} shows a certificate that this computer does not trust. A proxy or a filter may stand between.`,
  proxy: (host) => `The proxy does not let a connection to ${host} through. Look at the proxy in Alcove's settings.`,
  reset: (host) => `The connection to ${host} broke off.`,
};

/** The moment in this computer's time, as 14:05:09. */
const clock = (at: unknown) => new Date(Number(at)).toTimeString().slice(0, 8);

const brokenReasons: Record<string, string> = {
  'not-gguf': 'it is no GGUF file',
  truncated: 'its end is missing',
  'missing-parts': 'some of its files are missing',
  'unsupported-version': 'it was written by a newer format',
  'bad-metadata': 'its metadata cannot be right',
  unsafe: 'its metadata would end the engine',
  unreadable: 'the system refuses to read it',
};

export const errorSentences: Record<AppErrorCode, (data: Data) => string> = {
  'model.not-found': ({ name, nearest }) =>
    `There is no model "${text(name)}" here.${nearest ? ` Nearest: ${nearest}.` : ''} alcove ls lists them all.`,
  'model.broken': ({ reason }) =>
    `The model's file is damaged: ${brokenReasons[text(reason)] ?? text(reason)}. Get it again; alcove ls lists the models that work.`,
  'model.in-use': ({ name }) => `${text(name, 'The model')} is in use. Unload it first, then run the command again.`,
  'model.built-in': () => 'The starter belongs to Alcove and stays. Every other model can be removed.',
  'model.read-only': ({ name, program }) =>
    `${text(name, 'The model')} belongs to ${programs[text(program)] ?? 'another program'}; Alcove only reads it. Remove it there.`,
  'model.exists': ({ name, modelId }) => `${text(name, 'The model')} is here already${modelId ? `: alcove run ${modelId}` : '.'}`,
  'model.no-origin': ({ name }) => `Nobody knows where ${text(name, 'the model')} came from, so there is nothing to compare it with.`,
  'model.load-failed': ({ reason }) =>
    `The model did not load: ${text(reason, 'the engine gave no reason')}. Try another model; alcove ls lists them.`,
  'model.load-cancelled': () => 'Loading the model was stopped. Run the command again to load it.',
  'model.not-enough-memory': ({ neededBytes, freeBytes }) =>
    `The model needs ${size(neededBytes)} and ${size(freeBytes)} are free. Close other programs, or take a smaller model.`,
  'engine.crashed': ({ signal, cause }) =>
    `The model's process ended unexpectedly (${text(signal ?? cause, 'unknown reason')}). What it wrote is above; run the command again.`,
  'engine.not-loaded': () => 'The model is not loaded. Run the command again.',
  'context.exceeded': ({ promptTokens, contextLength }) =>
    `The text has ${text(promptTokens)} tokens and the model holds ${text(contextLength)}. Shorten it.`,
  'chat.not-found': () => 'The conversation is gone.',
  'chat.message-not-found': () => 'The message is gone.',
  'chat.busy': () => 'An answer is being written in this conversation. Wait for it, or stop it.',
  'chat.no-model': () => `No model was named and none was used before. ${listHint}`,
  'hub.unreachable': ({ host, reason }) =>
    unreachable[text(reason)]?.(text(host, 'the hub')) ?? `${text(host, 'The hub')} cannot be reached. Is this computer online?`,
  'hub.portal': ({ host }) =>
    `A sign-in page of this network answers in place of ${text(host, 'the hub')}. Open a web page in a browser and sign in, then run the command again.`,
  'hub.rate-limited': ({ host, retryAt }) =>
    `${text(host, 'The hub')} asks to wait${retryAt === undefined ? ' a while' : ` until ${clock(retryAt)}`}. An access token (HF_TOKEN) allows more.`,
  'hub.failed': ({ host, status }) =>
    `${text(host, 'The hub')} answered with an error${status ? ` (${status})` : ''}. Try again in a while.`,
  'hub.not-found': ({ repository, missing }) =>
    missing === 'file'
      ? `${text(repository)} no longer has this file. Run alcove pull ${text(repository)} for what it has now.`
      : `There is no repository ${text(repository)}, or it is private. alcove search finds models; a private one needs HF_TOKEN.`,
  'hub.sign-in-needed': ({ repository, url }) =>
    `${text(repository, 'The model')} asks people to sign in. Accept its terms at ${address(url, 'its page')}, and set HF_TOKEN to an access token of yours.`,
  'hub.access-needed': ({ repository, url }) =>
    `${text(repository, 'The model')} is given to those who ask. Ask for access at ${address(url, 'its page')}, then run the command again.`,
  'hub.token-invalid': () => 'That is no access token of Hugging Face: those begin with hf_.',
  'hub.token-refused': () => 'Hugging Face does not accept the access token. Make a new one at https://huggingface.co/settings/tokens.',
  'hub.no-version': ({ repository, wanted, available }) => {
    const names = Array.isArray(available) ? available : [];
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
    const list = names.length > 0 ? ` There are: ${names.slice(0, mostNames).join(', ')}${more}.` : '';
    return `${text(repository, 'The repository')} has no ${wanted ? `"${wanted}"` : 'file that Alcove can load'}.${list}`;
  },
  'hub.picture-refused': () => 'The picture is not shown.',
  'download.not-found': () => 'The download was taken out of the list.',
  'download.checksum': ({ fileName }) =>
    `${text(fileName, 'The file')} arrived damaged and could not be mended. Run the command again; if it happens again, the network or the disk changes bytes.`,
  'download.changed': ({ fileName }) =>
    `${text(fileName, 'The file')} was replaced on the hub in the meantime. Run the command again to get the new one.`,
  'download.unsafe-name': ({ fileName }) =>
    `The hub names a file "${text(fileName)}", which could lie outside the models folder. It was not fetched.`,
  'download.in-use': ({ fileName }) => `Another Alcove is fetching ${text(fileName, 'the file')}. Wait for it, then run the command again.`,
  'import.not-gguf': ({ name }) => `${text(name, 'The file')} is no GGUF file.`,
  'import.exists': ({ name }) => `${text(name, 'The file')} is there already.`,
  'import.too-large': ({ name, neededBytes, freeBytes }) =>
    `${text(name, 'The file')} needs ${size(neededBytes)} and ${size(freeBytes)} are free. Make room and try again.`,
  'file.not-found': ({ path }) => `${text(path, 'The file')} is not there.`,
  'file.not-allowed': ({ path }) => `The system does not allow it: ${text(path, 'the file')}. Look at the permissions of the folder.`,
  'file.no-space': ({ neededBytes, freeBytes }) => {
    const numbers =
      neededBytes === undefined || freeBytes === undefined ? '' : `: ${size(neededBytes)} are needed, ${size(freeBytes)} are free`;
    return `The disk is full${numbers}. Make room and try again. ${wayHint}`;
  },
  'file.failed': ({ path, reason }) => `${text(path, 'The file')} could not be read or written${reason ? ` (${reason})` : ''}.`,
  'undo.expired': () => 'It can no longer be brought back.',
  'settings.not-saved': ({ reason }) => `The settings could not be saved (${text(reason, 'unknown reason')}).`,
  'database.newer': () => 'This data folder was written by a newer Alcove. Update Alcove, or choose another folder with --home.',
  'platform.unsupported': () => 'This needs the desktop app.',
  'engine.busy': ({ waiting }) =>
    `${waiting === undefined ? 'Many' : waiting} requests wait for this model already. Try again in a moment.`,
  'model.unable': ({ name, ability }) =>
    `${text(name, 'The model')} cannot do this${ability === undefined ? '' : ` (${ability})`}. Choose another model.`,
  'server.port-taken': ({ port, program, freePort }) =>
    `${port === undefined ? 'The port' : `Port ${port}`} is in use${program ? ` by ${program}` : ''}. ${freePort ? `Port ${freePort} is free: --port ${freePort}` : 'Choose another one with --port.'}`,
  'server.port-refused': ({ port }) =>
    `The system keeps ${port === undefined ? 'this port' : `port ${port}`} for itself. Choose one above 1023 with --port.`,
  'server.address-unknown': ({ host }) =>
    `This computer has no ${host === undefined ? 'such address' : `address ${host}`}. Use --host 127.0.0.1, or --host 0.0.0.0 for every network.`,
  'server.key-not-found': () => 'There is no such key.',
  'schema.unsupported': ({ keyword, path, reason }) =>
    `The JSON schema cannot be kept${keyword === undefined ? '' : `: ${keyword} at ${path || '/'} (${text(reason, 'not supported')})`}. Leave that part out.`,
  'request.invalid': ({ reason }) => `The request is not as it should be${reason ? ` (${reason})` : ''}. ${logHint}`,
};
