import { expect, test } from 'vitest';
import type { GenerationRequest } from '../../../shared/generation.ts';
import { parseRequest, toRunnerRequest } from './request.ts';

const ask = (more: Partial<GenerationRequest>) =>
  toRunnerRequest(parseRequest({ model: 'tiny', turns: [{ role: 'user', content: 'Hi' }], ...more }), { sampling: {} });

test('a schema that cannot be kept is refused with its keyword, its place, and its tool where it is one', () => {
  const schema = { type: 'object', properties: { a: { not: {} } } };
  const refused = { code: 'schema.unsupported', data: { keyword: 'not', path: '/properties/a' } };
  expect(() => ask({ format: { type: 'json-schema', schema } })).toThrow(
    expect.objectContaining({ ...refused, data: expect.not.objectContaining({ tool: expect.anything() }) }),
  );
  const tools = [{ name: 'time' }, { name: 'weather', parameters: schema }];
  expect(() => ask({ tools })).toThrow(
    expect.objectContaining({ ...refused, data: expect.objectContaining({ ...refused.data, tool: 'weather' }) }),
  );
});
