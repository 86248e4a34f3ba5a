import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { HostClient } from '../../shared/contract.ts';
import type { Download, DownloadList, DownloadState } from '../../shared/downloads.ts';
import { AppError } from '../../shared/errors.ts';
import { createTestDownload } from '../../shared/test-download.ts';
import { WatchableValue } from '../lib/watchable.ts';
import { parseModelAddress } from './model-address.ts';
import { pull } from './pull.ts';
import type { Terminal } from './terminal.ts';

const download = (state: DownloadState, doneBytes = 0) => createTestDownload({ state, doneBytes });

/** The part of a host that a pull speaks to, its state in the hands of the test. */
function openHost(first: DownloadState) {
  const listOf = (...downloads: Download[]): DownloadList => ({ downloads, bytesPerSecond: 0, leftBytes: 0 });
  const list = new WatchableValue(listOf(download(first)));
  const set = (state: DownloadState, doneBytes?: number) => list.set(listOf(download(state, doneBytes)));
  const calls: string[] = [];
  const client = {
    downloads: {
      add: async () => ({ id: '1' }),
      watch: async (_: undefined, { signal }: { signal: AbortSignal }) => list.watch(signal),
      pause: async () => {
        calls.push('pause');
        set({ type: 'paused' }, 2e9);
      },
      resume: async () => {
        calls.push('resume');
        set({ type: 'queued' });
      },
    },
  };
  return { client: client as unknown as HostClient, calls, set, empty: () => list.set(listOf()), watchers: () => list.watcherCount };
}

function openTerminal(isTTY: boolean) {
  const said = { output: '', notes: '' };
  const stream = (name: keyof typeof said) =>
    Object.assign(
      new PassThrough().on('data', (text) => {
        said[name] += text;
      }),
      { isTTY, columns: 80 },
    );
  return { said, terminal: { input: process.stdin, output: stream('output'), notes: stream('notes') } as unknown as Terminal };
}

const options = { address: parseModelAddress('a/b'), endpoint: undefined };
const running: DownloadState = { type: 'running', bytesPerSecond: 31e6, secondsLeft: 60 };
const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

test('0 only when the files are here; what to do next stands on stdout, lines without cursor codes on stderr', async () => {
  const host = openHost(running);
  const { said, terminal } = openTerminal(false);
  const code = pull(host.client, options, terminal);
  await tick();
  host.set(running, 2.5e9);
  await tick();
  host.set({ type: 'done', modelId: 'qwen3-8b@q4_k_m', isVerified: true }, 5e9);
  expect(await code).toBe(0);
  expect(said.output).toMatch(/^Qwen3 8B Q4_K_M is here and checked \(5\.0\sGB\)\. Talk to it with: alcove run qwen3-8b@q4_k_m\n$/);
  expect(said.notes.match(/\n/g)).toHaveLength(2);
  expect(said.notes.includes('\u001b') || said.notes.includes('\r')).toBe(false);
  expect(host.watchers()).toBe(0);
});

test('on a terminal one line changes in place, and nothing of it is left', async () => {
  const host = openHost(running);
  const { said, terminal } = openTerminal(true);
  const code = pull(host.client, options, terminal);
  await tick();
  host.set({ type: 'done', modelId: undefined, isVerified: false }, 5e9);
  expect(await code).toBe(0);
  expect(said.notes).not.toContain('\n');
  expect(said.notes.endsWith('\r\u001b[K')).toBe(true);
  expect(said.output).toContain('no hash');
});

test('Ctrl+C pauses, says what is kept and how to go on, and exits with 130', async () => {
  const host = openHost(running);
  const { said, terminal } = openTerminal(false);
  const code = pull(host.client, options, terminal);
  await tick();
  process.emit('SIGINT', 'SIGINT');
  expect(await code).toBe(130);
  expect(host.calls).toEqual(['pause']);
  expect(said.notes).toMatch(/Paused; 2\.0\sGB are here and stay\. Go on with: alcove pull a\/b\n$/);
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test.each([{ type: 'paused' }, { type: 'failed', error: { code: 'download.checksum' } }] as DownloadState[])(
  'what is $type from before goes on',
  async (before) => {
    const host = openHost(before);
    const code = pull(host.client, options, openTerminal(false).terminal);
    await tick();
    expect(host.calls).toEqual(['resume']);
    host.set({ type: 'done', isVerified: true });
    expect(await code).toBe(0);
  },
);

test('a failure is said and is no success', async () => {
  const host = openHost(running);
  const { said, terminal } = openTerminal(false);
  const code = pull(host.client, options, terminal);
  await tick();
  host.set({ type: 'failed', error: { code: 'download.checksum', data: { fileName: 'b.gguf' } } });
  expect(await code).toBe(1);
  expect(said.output).toBe('');
  expect(said.notes).toContain('b.gguf arrived damaged');
});

test('paused or cancelled in the app, the command ends', async () => {
  const paused = openHost(running);
  const code = pull(paused.client, options, openTerminal(false).terminal);
  await tick();
  paused.set({ type: 'paused' });
  expect(await code).toBe(1);
  const cancelled = openHost(running);
  const ended = pull(cancelled.client, options, openTerminal(false).terminal);
  await tick();
  cancelled.empty();
  await expect(ended).rejects.toMatchObject({ code: 'download.not-found' });
});

test('a model that is here already is said, and is a success', async () => {
  const { client } = openHost(running);
  client.downloads.add = (async () => {
    throw new AppError('model.exists', 'here', { data: { name: 'Qwen3 8B', modelId: 'qwen3-8b' } });
  }) as unknown as typeof client.downloads.add;
  const { said, terminal } = openTerminal(false);
  expect(await pull(client, options, terminal)).toBe(0);
  expect(said.output).toBe('Qwen3 8B is here already: alcove run qwen3-8b\n');
});
