/** A failure as programs get it: in English, with a status, before a dialect gives it its own shape. */
import { AppError } from '../../../shared/errors.ts';
import type { WireError } from '../../../shared/procedure.ts';
import { libraryFailures } from './library-failures.ts';

/** Every kind has one HTTP status; each dialect has its own word for it. */
export type FailureKind = keyof typeof statuses;

const statuses = {
  invalid: 400,
  /** A documented parameter that this model or server cannot serve. */
  unsupported: 400,
  /** The prompt is longer than the model's context. */
  context: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'model-not-found': 404,
  'wrong-method': 405,
  timeout: 408,
  conflict: 409,
  'too-large': 413,
  'rate-limited': 429,
  internal: 500,
  /** So many wait that no more are taken. */
  busy: 503,
  /** The model cannot be loaded, or its process ended. */
  unavailable: 503,
} as const;

interface ApiErrorDetails {
  /** Where in the body it stands: `messages.0.role`. What the engine refuses stands at `messages`, `format` or `tools`. */
  param?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** For an unknown model: ids that come near. */
  nearest?: string[] | undefined;
  /** Those of the message, for a page that says it in another language. */
  numbers?: Record<string, number> | undefined;
  cause?: unknown;
}

export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly nearest: string[] | undefined;
  readonly numbers: Record<string, number> | undefined;

  constructor(kind: FailureKind, message: string, details: ApiErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.param = details.param;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.nearest = details.nearest;
    this.numbers = details.numbers;
  }

  get status(): number {
    return statuses[this.kind];
  }
}

/** Whatever was thrown. What nobody foresaw is `internal`, and the caller logs it. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new ApiError('timeout', 'The program left before its answer.');
  if (thrown instanceof AppError) return fromWire(thrown.toWire());
  return new ApiError('internal', 'The server made a mistake. Its log has the details.', { cause: thrown });
}

type Data = Record<string, unknown>;

/** A service's failure, in the words that a program's log needs. */
export function fromWire({ code, data = {} }: WireError): ApiError {
  const failure = libraryFailures[code]?.(data);
  if (failure) return new ApiError(failure.kind, failure.message);
  const toError = descriptions[code];
  return toError ? toError(data) : new ApiError('unavailable', `The request failed (${code}).`);
}

const gigabytes = (bytes: unknown) => `${(Number(bytes) / 1e9).toFixed(1)} GB`;

/** What a model that is unable lacks, by ability. */
const lacks: Record<string, string> = {
  generate: 'it only makes embeddings and writes no text. Choose a chat model',
  embed: 'no embeddings can be made with it. Choose an embedding model',
  suffix: 'it cannot write between two texts (suffix)',
  logprobs: 'it gives no probabilities (logprobs)',
};

const descriptions: Record<string, (data: Data) => ApiError> = {
  'model.not-found': ({ name, nearest, further }) => {
    const near = [nearest, ...(Array.isArray(further) ? further : [])].flatMap((id) => (id === undefined ? [] : [String(id)]));
    const hint = near.length > 0 ? ` Nearest: ${near.join(', ')}.` : '';
    return new ApiError('model-not-found', `There is no model "${String(name)}" here.${hint}`, { nearest: near, param: 'model' });
  },
  'model.broken': ({ reason }) => new ApiError('unavailable', `The model's file is damaged (${String(reason)}). Download it again.`),
  'model.unable': ({ name, ability }) =>
    new ApiError(
      'unsupported',
      `${name === undefined ? 'The model' : `The model "${String(name)}"`} cannot do this: ${lacks[String(ability)] ?? String(ability)}.`,
      { param: 'model' },
    ),
  'model.not-enough-memory': ({ neededBytes, freeBytes }) =>
    new ApiError(
      'unavailable',
      `The model does not fit in memory${neededBytes === undefined ? '' : `: it takes ${gigabytes(neededBytes)}, ${gigabytes(freeBytes)} are free`}.`,
    ),
  'model.load-failed': ({ reason }) => new ApiError('unavailable', `The model could not be loaded: ${String(reason)}`),
  'model.load-cancelled': () => new ApiError('unavailable', 'The model was unloaded meanwhile.'),
  'engine.crashed': ({ cause }) =>
    new ApiError('unavailable', `The model's process ended by itself (${String(cause)}). Try again: it is loaded anew.`),
  'engine.not-loaded': () => new ApiError('unavailable', 'The model is not loaded.'),
  'engine.busy': ({ waiting, retryAfterSeconds }) =>
    new ApiError('busy', `${String(waiting)} requests wait for this model already.`, {
      retryAfterSeconds: Number(retryAfterSeconds ?? 5),
      numbers: { waiting: Number(waiting) },
    }),
  'context.exceeded': ({ promptTokens, contextLength }) =>
    new ApiError('context', `The prompt has ${String(promptTokens)} tokens, and the model's context holds ${String(contextLength)}.`, {
      param: 'messages',
      numbers: { promptTokens: Number(promptTokens), contextLength: Number(contextLength) },
    }),
  'schema.unsupported': ({ keyword, path, reason, tool }) => {
    const whose = tool === undefined ? '' : ` of the tool "${String(tool)}"`;
    const why = `${String(keyword)} at ${String(path) || '/'}: ${String(reason)}`;
    return new ApiError('unsupported', `The JSON schema${whose} cannot be kept: ${why}.`, {
      param: tool === undefined ? 'format' : 'tools',
    });
  },
  'request.invalid': ({ reason }) => new ApiError('invalid', `The request is not valid: ${String(reason)}`),
};
