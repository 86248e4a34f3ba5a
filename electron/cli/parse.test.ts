import { expect, test } from 'vitest';
import { commandNames } from './commands.ts';
import { UsageError } from './option-values.ts';
import { parseCommandLine } from './parse.ts';

test('run takes a model and the rest as its prompt', () => {
  expect(parseCommandLine(['run', 'alcove-starter', 'Name', 'three rivers.', '--home', '/h'])).toEqual({
    type: 'run',
    home: '/h',
    endpoint: undefined,
    model: 'alcove-starter',
    prompt: 'Name three rivers.',
  });
  expect(parseCommandLine(['run', 'alcove-starter'])).toMatchObject({ prompt: undefined });
});

test('a prompt may begin with a dash after --', () => {
  expect(parseCommandLine(['run', 'alcove-starter', '--', '--help'])).toMatchObject({ type: 'run', prompt: '--help' });
});

test('--home may stand before the command', () => {
  expect(parseCommandLine(['--home', '/h', 'ls', '--json'])).toEqual({
    type: 'ls',
    home: '/h',
    endpoint: undefined,
    json: true,
  });
  expect(parseCommandLine(['--home=/h', 'serve-ui', '--port', '80'])).toMatchObject({ type: 'serve-ui', home: '/h', port: 80 });
});

test('--endpoint is understood by every command, before its name and behind it, without a slash at its end', () => {
  for (const args of [['ls'], ['rm', 'x'], ['run', 'x'], ['serve-ui'], ['serve'], ['search', 'x'], ['pull', 'a/b']]) {
    expect(parseCommandLine([...args, '--endpoint', 'http://127.0.0.1:8/hub/'])).toMatchObject({ endpoint: 'http://127.0.0.1:8/hub' });
    expect(parseCommandLine(['--endpoint=https://hf-mirror.com', '--home', '/h', ...args])).toMatchObject({
      endpoint: 'https://hf-mirror.com',
      home: '/h',
    });
  }
});

test('search takes words, pull an address', () => {
  expect(parseCommandLine(['search', 'llama', '3.2', '--limit', '5'])).toMatchObject({ text: 'llama 3.2', limit: 5, json: false });
  expect(parseCommandLine(['pull', 'a/b:q8_0'])).toMatchObject({ address: { repository: 'a/b', versionId: 'q8_0' } });
});

test('rm takes a model, or the id of what was removed', () => {
  expect(parseCommandLine(['rm', 'x'])).toMatchObject({ type: 'rm', model: 'x' });
  expect(parseCommandLine(['rm', '--undo', '1'])).toMatchObject({ type: 'undo-rm', undoId: '1' });
});

test('every command has its help', () => {
  for (const name of commandNames) {
    expect(parseCommandLine([name, '--help'])).toMatchObject({ type: 'help', text: expect.stringContaining(`alcove ${name}`) });
  }
  expect(parseCommandLine([])).toMatchObject({ type: 'help', text: expect.stringContaining('serve-ui') });
});

test.each([[['--version']], [['ls', '--version']], [['run', '-v']], [['--home', '/h', '--version']]])('%j tells the version', (args) => {
  expect(parseCommandLine(args)).toEqual({ type: 'version' });
});

test.each([
  [['--home'], '--home takes a folder'],
  [['sevre-ui'], 'Nearest: alcove serve-ui'],
  [['xyzzy'], 'alcove --help'],
  [['--unknown'], 'alcove --help'],
  [['run'], 'Usage: alcove run <model> [prompt]'],
  [['ls', 'extra'], 'Usage: alcove ls'],
  [['ls', '--jsno'], '--jsno'],
  [['serve-ui', '--port', '70000'], '0 to 65535'],
  [['serve-ui', '--port', 'x'], '0 to 65535'],
  [['search'], 'Usage: alcove search <words>'],
  [['search', 'x', '--limit', '0'], '1 to 1000'],
  [['pull'], 'Usage: alcove pull'],
  [['pull', 'qwen3'], 'owner/name'],
  [['rm'], 'Usage: alcove rm'],
  [['rm', 'x', '--undo', '1'], 'Usage: alcove rm'],
  [['ls', '--endpoint', 'ftp://x'], 'https://huggingface.co'],
  [['--endpoint'], '--endpoint takes an address'],
])('%j says what is right', (args, hint) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError);
  expect(() => parseCommandLine(args)).toThrow(hint);
});

test('serve takes a place of its own; what is not said stays with the settings', () => {
  expect(parseCommandLine(['serve'])).toMatchObject({ type: 'serve', place: {} });
  const args = ['serve', '--port', '8080', '--host', 'localhost', '--cors', 'https://a.example/,http://localhost:3000', '--require-key'];
  expect(parseCommandLine(args)).toMatchObject({
    place: { port: 8080, host: '127.0.0.1', origins: ['https://a.example', 'http://localhost:3000'], needsKey: true },
  });
  for (const wrong of [
    ['--host', 'everywhere'],
    ['--cors', 'https://a.example/page'],
    ['--port', '70000'],
    ['--port', 'x'],
  ]) {
    expect(() => parseCommandLine(['serve', ...wrong])).toThrow(UsageError);
  }
});
