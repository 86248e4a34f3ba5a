/** A failure in OpenAI's shape, with the types and codes that its clients look at. */
import type { ErrorObject } from 'openai/resources/shared';
import { AppError } from '../../../shared/errors.ts';
import { ApiError, type FailureKind, toApiError } from '../http/api-error.ts';

const words: Record<FailureKind, { type: string; code: string | null }> = {
  invalid: { type: 'invalid_request_error', code: null },
  unsupported: { type: 'invalid_request_error', code: 'unsupported_value' },
  context: { type: 'invalid_request_error', code: 'context_length_exceeded' },
  unauthorized: { type: 'invalid_request_error', code: 'invalid_api_key' },
  forbidden: { type: 'permission_error', code: 'forbidden' },
  'not-found': { type: 'invalid_request_error', code: 'not_found' },
  'model-not-found': { type: 'invalid_request_error', code: 'model_not_found' },
  'wrong-method': { type: 'invalid_request_error', code: 'method_not_supported' },
  timeout: { type: 'invalid_request_error', code: 'request_timeout' },
  conflict: { type: 'invalid_request_error', code: 'conflict' },
  'too-large': { type: 'invalid_request_error', code: 'request_too_large' },
  'rate-limited': { type: 'requests', code: 'rate_limit_exceeded' },
  internal: { type: 'server_error', code: null },
  busy: { type: 'server_error', code: 'server_overloaded' },
  unavailable: { type: 'server_error', code: 'model_unavailable' },
};

export function toErrorBody({ kind, message, param }: ApiError): { error: ErrorObject } {
  return { error: { message, ...words[kind], param: param ?? null } };
}

/** What an endpoint calls the engine's `messages` (the prompt) and `format` (what the answer is held to). */
export type ParamNames = Readonly<Record<'messages' | 'format', string>>;

/** A failure of the engine's with the endpoint's own name of the parameter; anything else as it was thrown. */
export function nameParam(thrown: unknown, names: ParamNames): unknown {
  const error = thrown instanceof AppError ? toApiError(thrown) : thrown;
  if (!(error instanceof ApiError) || (error.param !== 'messages' && error.param !== 'format')) return error;
  const { kind, message, retryAfterSeconds, nearest, numbers, param } = error;
  return new ApiError(kind, message, { param: names[param], retryAfterSeconds, nearest, numbers, cause: thrown });
}
