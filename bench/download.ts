/**
 * `npm run bench:download [-- --size BYTES --rounds N --rate BYTES]`: a file from the stand-in hub on loopback, by Alcove's transfer (four
 * connections, each byte checked and on the disk) and by curl, in turns. Once held to `rate` bytes a second, once as fast as it goes, there
 * against curl and then sha256sum. Prints medians beside their goals, and a calibration loop to compare machines by.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrate } from './engine-cpu.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000000000' },
    rounds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '100000000' },
  },
});
const [sizeBytes, rounds, rate] = [Number(values.size), Number(values.rounds), Number(values.rate)];
const [repository, path] = ['bench/Large-GGUF', 'Large-Q4_0.gguf'];
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'alcove-bench-'));
const target = join(folder, path);

if (spawnSync('curl', ['--version']).status !== 0) {
  console.error('curl is not on this computer, and it is what this benchmark measures against. Install it and try again.');
  process.exit(1);
}
const hasSum = spawnSync('sha256sum', ['--version']).status === 0;
const sum = hasSum ? ['sha256sum', target] : ['shasum', '-a', '256', target];

// As it is built: compiling TypeScript in the worker would count as memory of the transfer.
const hashWorkerFile = join(folder, 'hash-worker.mjs');
writeFileSync(hashWorkerFile, stripTypeScriptTypes(readFileSync(join(root, 'electron/lib/hash-worker.ts'), 'utf8')));

interface Run {
  seconds: number;
  rssGrowthBytes?: number;
}

async function startHub(): Promise<{ endpoint: string; end: () => void }> {
  const child = spawn(
    process.execPath,
    [join(root, 'e2e/hub-stand-in/main.ts'), '--large', String(sizeBytes), '--folder', join(folder, 'hub')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  for await (const line of child.stdout) {
    const { endpoint } = JSON.parse(String(line)) as { endpoint: string };
    return { endpoint, end: () => child.kill() };
  }
  throw new Error('The hub did not start');
}

/** Runs a command; the hub of this process's child goes on meanwhile. */
function run(command: string, ...args: string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}`))));
  });
}

async function byAlcove(endpoint: string): Promise<Run> {
  const one = JSON.parse(
    await run(process.execPath, join(root, 'bench/download-one.ts'), endpoint, repository, path, target, hashWorkerFile),
  );
  if (!one.isVerified) throw new Error('The file was not checked');
  return one as Run;
}

async function byCurl(endpoint: string, isChecked: boolean): Promise<Run> {
  const startedAt = performance.now();
  await run('curl', '-sfL', '-o', target, `${endpoint}/${repository}/resolve/main/${path}`);
  if (isChecked) await run(sum[0] as string, ...sum.slice(1));
  return { seconds: (performance.now() - startedAt) / 1000 };
}

const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
const perSecond = (runs: Run[]): number => sizeBytes / 1e6 / median(runs.map(({ seconds }) => seconds));

async function compare(endpoint: string, faults: object | null, isChecked: boolean): Promise<{ ours: Run[]; curls: Run[] }> {
  await fetch(`${endpoint}/_ctl`, { method: 'PUT', body: JSON.stringify({ faults }) });
  const [ours, curls]: [Run[], Run[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    curls.push(await byCurl(endpoint, isChecked));
    rmSync(target);
    ours.push(await byAlcove(endpoint));
    rmSync(target);
  }
  return { ours, curls };
}

function report(name: string, { ours, curls }: { ours: Run[]; curls: Run[] }, goal: string): void {
  const [own, theirs] = [perSecond(ours), perSecond(curls)];
  const growth = Math.max(...ours.map(({ rssGrowthBytes = 0 }) => rssGrowthBytes)) / 1e6;
  console.log(`${name}: Alcove ${own.toFixed(0)} MB/s, ${theirs.toFixed(0)} MB/s there; ratio ${(own / theirs).toFixed(2)} (${goal})`);
  console.log(
    `  memory: at most ${growth.toFixed(0)} MB more (goal: < 100); seconds ${ours.map(({ seconds }) => seconds.toFixed(1)).join(' ')}`,
  );
  console.log(`  theirs: ${curls.map(({ seconds }) => seconds.toFixed(1)).join(' ')}`);
}

const hub = await startHub();
try {
  const before = calibrate();
  console.log(`${sizeBytes / 1e6} MB, ${rounds} rounds in turns, medians; calibration ${before.toFixed(0)} ms before`);
  report(`Held to ${rate / 1e6} MB/s, against curl`, await compare(hub.endpoint, { rate }, false), 'goal: >= 0.9');
  report(`As fast as it goes, against curl and then ${sum[0]}`, await compare(hub.endpoint, null, true), 'goal: >= 1');
  console.log(`calibration ${calibrate().toFixed(0)} ms after`);
} finally {
  hub.end();
  rmSync(folder, { recursive: true, force: true });
}
