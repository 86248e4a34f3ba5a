import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';
import { type Connection, programs } from './snippets.ts';

const connection: Connection = {
  address: 'http://127.0.0.1:4321',
  modelId: 'qwen3-8b@q4_k_m',
  modelName: 'Qwen "3" 8B',
  key: 'ak-x',
  contextLength: 8192,
};

test.each(programs.map((program) => [program.label, program] as const))('%s is told the address and the model', (_, program) => {
  const text = program.write(connection);
  expect(text).toContain(connection.address);
  expect(text).toContain(connection.modelId);
  if (program.id !== 'ollama') expect(text).toContain(connection.key);
});

test.each(programs.map((program) => [program.label, program] as const))('the colours of %s change no letter', (_, program) => {
  const text = program.write(connection);
  expect(
    highlight(text, program.language)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('what is meant for a file or a shell can be read there', () => {
  const write = (id: string) => programs.find((program) => program.id === id)?.write(connection) ?? '';
  const settings = write('zed').replace(/^\/\/.*$/gm, '');
  expect(JSON.parse(settings)).toMatchObject({
    language_models: { openai_compatible: { Alcove: { api_url: 'http://127.0.0.1:4321/v1' } } },
  });
  const body = /-d '([^']*)'/.exec(write('curl'))?.[1] ?? '';
  expect(JSON.parse(body)).toMatchObject({ model: 'qwen3-8b@q4_k_m', messages: [{ role: 'user' }] });
});

test('programs that mostly run in a container are told its name for this computer', () => {
  const write = (id: string, address: string) => programs.find((program) => program.id === id)?.write({ ...connection, address });
  expect(write('open-webui', 'http://127.0.0.1:4321')).toContain('# Docker: http://host.docker.internal:4321/v1');
  expect(write('dify', 'http://192.168.1.7:4321')).toContain('# Docker: http://192.168.1.7:4321/v1');
});

test('an address is not taken for a comment', () => {
  const kinds = highlight('curl http://127.0.0.1:1/v1 -H "A: b"', 'shell').map(({ text, kind }) => [text, kind]);
  expect(kinds).toEqual([
    ['curl', 'k'],
    [' http://127.0.0.1:1/v1 -H ', undefined],
    ['"A: b"', 's'],
  ]);
  expect(highlight('# a note\nx', 'yaml')[0]).toEqual({ text: '# a note', kind: 'c' });
});
