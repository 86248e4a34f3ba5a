/** A failure in OpenAI's shape, with the types and codes that its clients look at. */
import type { ErrorObject } from 'openai/resources/shared';
import { ApiError, type FailureKind } from '../http/api-error.ts';

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

/** The engine speaks of messages; the endpoint's own parameter has another name. */
export function withParam(thrown: unknown, param: string): unknown {
  if (!(thrown instanceof ApiError) || thrown.param !== 'messages') return thrown;
  return new ApiError(thrown.kind, thrown.message, { param, retryAfterSeconds: thrown.retryAfterSeconds, cause: thrown });
}
