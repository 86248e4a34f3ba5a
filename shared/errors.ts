import type { WireError } from './procedure.ts';

/**
 * Every failure somebody may act on has one of these codes. The page turns a code into what happened, what was kept and what
 * to do next, in the person's language; `data` carries the names and numbers for that sentence.
 */
export type AppErrorCode =
  | 'model.not-found' // data: { name, nearest?: string, further?: string[] }
  | 'model.broken' // data: { reason: BrokenReason, missingBytes? }
  | 'model.in-use' // data: { name }
  | 'model.built-in' // the starter cannot be deleted
  | 'model.read-only' // belongs to another program; data: { name, program }
  | 'model.exists' // data: { name, modelId }
  | 'model.no-origin' // nobody knows where it came from; data: { name }
  | 'model.load-failed' // data: { reason: last error lines of the engine }
  | 'model.load-cancelled'
  | 'model.not-enough-memory' // data: { neededBytes, freeBytes }
  | 'engine.crashed' // data: { cause: 'signal' | 'abort' | 'out-of-memory' | 'exit', signal?, exitCode?, log? }
  | 'engine.not-loaded'
  | 'engine.busy' // so many wait that no more are taken; data: { waiting, retryAfterSeconds }
  | 'model.unable' // data: { name, ability: 'generate' | 'embed' | 'suffix' | 'tools' | 'logprobs' }
  | 'server.port-taken' // data: { port, program?, freePort? }
  | 'server.port-refused' // the system keeps this port for itself; data: { port }
  | 'server.address-unknown' // this computer has no such address; data: { host }
  | 'server.key-not-found'
  | 'context.exceeded' // data: { promptTokens, contextLength }
  | 'chat.not-found'
  | 'chat.message-not-found'
  | 'chat.busy' // an answer is being written in this conversation
  | 'chat.no-model' // nothing is loaded and nothing was used before
  | 'hub.unreachable' // data: { host, reason: 'offline' | 'dns' | 'refused' | 'timeout' | 'certificate' | 'proxy' | 'reset' }
  | 'hub.portal' // a sign-in page of the network answers instead; data: { host }
  | 'hub.rate-limited' // data: { host, retryAt }
  | 'hub.failed' // data: { host, status }
  | 'hub.not-found' // data: { repository, missing?: 'file' (the repository is there) }
  | 'hub.sign-in-needed' // data: { repository, url }
  | 'hub.access-needed' // data: { repository, url }
  | 'hub.token-invalid' // it is not a token
  | 'hub.token-refused' // Hugging Face does not know it
  | 'hub.no-version' // data: { repository, wanted?, available: string[] }
  | 'hub.picture-refused' // data: { reason }
  | 'download.not-found'
  | 'download.checksum' // data: { fileName }
  | 'download.changed' // the file on the hub is another one now; data: { fileName }
  | 'download.unsafe-name' // data: { fileName }
  | 'download.in-use' // another Alcove writes this file; data: { fileName }
  | 'import.not-gguf' // data: { name }
  | 'import.exists' // data: { name }
  | 'import.too-large' // data: { name, neededBytes, freeBytes }
  | 'file.not-found' // data: { path }
  | 'file.not-allowed' // data: { path }
  | 'file.no-space' // data: { path, neededBytes?, freeBytes? }
  | 'file.failed' // data: { path, reason }
  | 'schema.unsupported' // a JSON schema asks for what no grammar keeps; data: { path, keyword, reason, tool?: its name }
  | 'undo.expired'
  | 'settings.not-saved' // data: { reason }
  | 'database.newer' // a later version has written the data folder; data: { version, known }
  | 'platform.unsupported' // this host has no such ability (a file picker in the browser, say)
  | 'request.invalid'; // data: { reason }

/** A failure somebody may act on. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly data: Record<string, unknown> | undefined;

  constructor(code: AppErrorCode, message: string, options: { data?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.data = options.data;
  }

  /** As it travels, and as it is stored beside an answer. */
  toWire(): WireError {
    return { code: this.code, ...(this.data && { data: this.data }) };
  }
}
