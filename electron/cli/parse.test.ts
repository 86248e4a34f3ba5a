import { expect, test } from 'vitest';
import { parseCommandLine, UsageError } from './parse.ts';

test('run takes a model and the rest as its prompt', () => {
  expect(parseCommandLine(['run', 'alcove-starter', 'Name', 'three rivers.', '--home', '/h'])).toEqual({
    type: 'run',
    home: '/h',
    model: 'alcove-starter',
    prompt: 'Name three rivers.',
  });
  expect(parseCommandLine(['run', 'alcove-starter'])).toMatchObject({ prompt: undefined });
});

test('a prompt may begin with a dash after --', () => {
  expect(parseCommandLine(['run', 'alcove-starter', '--', '--help'])).toMatchObject({ type: 'run', prompt: '--help' });
});

test('--home may stand before the command', () => {
  expect(parseCommandLine(['--home', '/h', 'ls', '--json'])).toEqual({ type: 'ls', home: '/h', json: true });
  expect(parseCommandLine(['--home=/h', 'serve-ui', '--port', '80'])).toEqual({ type: 'serve-ui', home: '/h', port: 80, open: false });
});

test('every command has its help', () => {
  for (const name of ['serve-ui', 'run', 'ls']) {
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
])('%j says what is right', (args, hint) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError);
  expect(() => parseCommandLine(args)).toThrow(hint);
});
