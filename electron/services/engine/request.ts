/** A request as the runner takes it: checked, with every sampling value given. */
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type GenerationRequest, generationRequestSchema } from '../../../shared/generation.ts';
import type { Model } from '../../../shared/models.ts';
import { defaultSampling } from '../../../shared/sampling.ts';
import type { RunnerRequest } from '../../runner/protocol.ts';

type ParsedRequest = z.output<typeof generationRequestSchema>;

/** Throws AppError request.invalid. */
export function parseRequest(request: GenerationRequest): ParsedRequest {
  const parsed = generationRequestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new AppError('request.invalid', 'The request is not valid.', { data: { reason } });
}

/** The request's sampling over the model's own over the app's. */
export function toRunnerRequest(request: ParsedRequest, model: Model): RunnerRequest {
  const { turns, overflow, thinking } = request;
  return { turns, overflow, thinking, sampling: { ...defaultSampling, ...given(model.sampling), ...given(request.sampling) } };
}

function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
