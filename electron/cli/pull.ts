/** `alcove pull`: one model, until its files are here and agree with their hashes. */
import type { HostClient } from '../../shared/contract.ts';
import type { Download } from '../../shared/downloads.ts';
import { AppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';
import type { ModelAddress } from '../../shared/model-address.ts';
import { describeFailure, findFailure } from './describe-error.ts';
import { pullCommand } from './model-address.ts';
import { createLineFilter, describeProgress, describeState, titleOf } from './progress-line.ts';
import { createStatus, processTerminal, type Terminal } from './terminal.ts';

export interface PullOptions {
  address: ModelAddress;
  endpoint: string | undefined;
}

/** How often a line on a terminal changes. */
const redrawMs = 100;

/** Exit code 0: the files are here and checked. Everything else was said. */
export async function pull(client: HostClient, options: PullOptions, terminal = processTerminal): Promise<number> {
  const interruption = catchSignals();
  try {
    const id = await add(client, options);
    await goOn(client, id);
    // Refused where it has just ended, and then that is what is said.
    interruption.onSignal = () => void client.downloads.pause({ id }).catch(() => {});
    const download = await follow(client, id, terminal);
    return finish(download, { ...options, terminal, exitCode: interruption.exitCode });
  } catch (error) {
    const failure = findFailure(error);
    if (failure?.code !== 'model.exists') throw error;
    terminal.output.write(`${describeFailure(failure)}\n`);
    return 0;
  } finally {
    interruption.end();
  }
}

async function add(client: HostClient, options: PullOptions): Promise<string> {
  const { address, endpoint } = options;
  const { source, repository } = address;
  const versionId = await findVersion(client, options);
  return (await client.downloads.add({ source, repository, ...(endpoint && { endpoint }), ...(versionId && { versionId }) })).id;
}

/** What is asked for, by the names that the host knows. */
async function findVersion(client: HostClient, { address, endpoint }: PullOptions): Promise<string | undefined> {
  const { source, repository, filePath, versionId } = address;
  if (filePath === undefined) return versionId;
  const { versions, projectors } = await client.hub.describe({ source, repository, ...(endpoint && { endpoint }) });
  const version = [...versions, ...projectors].find(({ files }) => files.some(({ path }) => path === filePath));
  if (version) return version.id;
  const data = { repository, wanted: filePath, available: versions.map(({ id }) => id) };
  throw new AppError('hub.no-version', `${repository} has no ${filePath}`, { data });
}

/** The download as it is now, and then as it changes. Throws when it was taken out of the list, or the host went away. */
async function* watch(client: HostClient, id: string, signal: AbortSignal): AsyncGenerator<Download, void> {
  for await (const { downloads } of await client.downloads.watch(undefined, { signal })) {
    const download = downloads.find((candidate) => candidate.id === id);
    if (!download) throw new AppError('download.not-found', 'The download was cancelled');
    yield download;
  }
  throw Object.assign(new Error('The connection ended'), { code: 'ECONNRESET' });
}

/** What an earlier command paused, or what failed, is tried again. */
async function goOn(client: HostClient, id: string): Promise<void> {
  const done = new AbortController();
  for await (const { state } of watch(client, id, done.signal)) {
    if (state.type === 'paused' || state.type === 'failed') await client.downloads.resume({ id });
    break;
  }
  done.abort();
}

/** Shows a download until it ends or is paused, here or by somebody else who sees it. */
async function follow(client: HostClient, id: string, terminal: Terminal): Promise<Download> {
  const progress = createProgress(terminal);
  const done = new AbortController();
  try {
    for await (const download of watch(client, id, done.signal)) {
      if (['done', 'failed', 'paused'].includes(download.state.type)) return download;
      progress.show(download);
    }
    throw new Error('a watch never ends without an error');
  } finally {
    progress.clear();
    done.abort();
  }
}

interface End extends PullOptions {
  terminal: Terminal;
  /** Of the signal that paused it. */
  exitCode: number | undefined;
}

/** Says how it ended. */
function finish(download: Download, { address, terminal: { output, notes }, exitCode }: End): number {
  const { state, sizeBytes, doneBytes } = download;
  if (state.type === 'done') {
    const checked = state.isVerified ? 'here and checked' : 'here; its source tells no hash, so only its size could be checked';
    const next = state.modelId === undefined ? '' : ` Talk to it with: alcove run ${state.modelId}`;
    output.write(`${titleOf(download)} is ${checked} (${formatBytes('en', sizeBytes)}).${next}\n`);
    return 0;
  }
  if (state.type === 'failed') notes.write(`${titleOf(download)}: ${describeFailure(state.error)}\n`);
  else notes.write(`Paused; ${formatBytes('en', doneBytes)} are here and stay. Go on with: ${pullCommand(address)}\n`);
  return exitCode ?? 1;
}

/** Exit codes of the signals that pause a download, as shells count them. */
const signals: Record<string, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Before there is something to pause, a signal ends the command; so does a second one, whatever the host does. */
function catchSignals() {
  const caught = {
    exitCode: undefined as number | undefined,
    onSignal: undefined as (() => void) | undefined,
    end: () => {
      for (const signal of Object.keys(signals)) process.off(signal, listen);
    },
  };
  function listen(signal: NodeJS.Signals): void {
    const exitCode = signals[signal] ?? 1;
    if (caught.exitCode !== undefined || !caught.onSignal) process.exit(exitCode);
    caught.exitCode = exitCode;
    caught.onSignal();
  }
  for (const signal of Object.keys(signals)) process.on(signal, listen);
  return caught;
}

/** A line that changes on a terminal; elsewhere a line now and then. */
function createProgress(terminal: Terminal): { show(download: Download): void; clear(): void } {
  const { notes } = terminal;
  const status = createStatus(terminal);
  const isWorthALine = createLineFilter();
  let shownAt = 0;
  let shownType = '';
  return {
    show(download) {
      const now = Date.now();
      const { type } = download.state;
      if (!notes.isTTY) {
        if (isWorthALine(download, now)) notes.write(`${titleOf(download)}  ${describeState(download)}\n`);
      } else if (now - shownAt >= redrawMs || type !== shownType) {
        status.show(describeProgress(download, notes.columns));
        shownAt = now;
      }
      shownType = type;
    },
    clear: status.clear,
  };
}
