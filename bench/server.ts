/**
 * What the local server costs, and how it stands beside llama.cpp's own: the same requests to both, in turn within each round, on the
 * same file, each with the number of threads that is best for it; and the same work through `engine.generate` without any server.
 * LLAMA_SERVER=/path/to/llama-server npm run bench:server -- --rounds 5 --tokens 64 --model <file.gguf>
 * Without LLAMA_SERVER only the cost of our own server is measured.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { starterFile } from '../e2e/tiny-models/starter-file.ts';
import { runnerFileBuiltNow } from './engine-build.ts';
import { calibrate, cpuMsOf } from './engine-cpu.ts';
import { questions } from './engine-prompts.ts';
import { median, quartiles } from './engine-table.ts';
import type { FromHost, ToHost } from './server-host.ts';
import { askServer, type ChatBody, type Measured } from './server-requests.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    tokens: { type: 'string', default: '64' },
    model: { type: 'string', default: starterFile },
    threads: { type: 'string' },
  },
});
const rounds = Math.max(1, Number(values.rounds));
const maxTokens = Number(values.tokens);
const clientCounts = [1, 4, 8, 16];
const slots = 16;
const contextLength = 1024;
const peerFile = process.env.LLAMA_SERVER;
const threadCounts = values.threads
  ? [Number(values.threads)]
  : [...new Set([1, Math.max(1, Math.floor(availableParallelism() / 2)), availableParallelism()])];

interface Side {
  name: string;
  threads: number;
  pids: number[];
  ask(clients: number, round: number): Promise<Measured>;
  stop(): Promise<void>;
}

/** Different for every client, round and side, so that nothing is read from memory. */
function bodiesFor({ model, side, clients, round }: { model: string; side: 'a' | 'b' | 'c'; clients: number; round: number }): ChatBody[] {
  return Array.from({ length: clients }, (_, index) => ({
    model,
    messages: [{ role: 'user', content: `(${side}${round}.${clients}.${index}) ${questions[index % questions.length]}` }],
    max_tokens: maxTokens,
    temperature: 0,
    seed: 1,
  }));
}

async function startAlcove(threads: number): Promise<{ served: Side; direct: Side }> {
  const child = fork(new URL('server-host.ts', import.meta.url), [], { serialization: 'advanced' });
  const started = await ask(child, { type: 'start', model: values.model, threads, slots, contextLength });
  if (started.type !== 'started') throw new Error('The host did not start.');
  const pids = [child.pid ?? 0, started.runnerPid];
  const stop = async () => {
    child.disconnect();
    await once(child, 'exit');
  };
  const served: Side = {
    name: 'Alcove',
    threads,
    pids,
    ask: (clients, round) => askServer(started.address, bodiesFor({ model: started.modelId, side: 'a', clients, round })),
    stop,
  };
  const direct: Side = {
    name: 'engine alone',
    threads,
    pids,
    async ask(clients, round) {
      const requests = bodiesFor({ model: started.modelId, side: 'b', clients, round }).map(
        ({ model, messages, max_tokens, temperature, seed }) => ({
          model,
          turns: messages.map(({ content }) => ({ role: 'user' as const, content })),
          sampling: { maxTokens: max_tokens, temperature, seed, topP: 1 },
        }),
      );
      const answer = await ask(child, { type: 'generate', requests });
      if (answer.type !== 'generated') throw new Error('The host did not answer.');
      return answer.measured;
    },
    stop: async () => {},
  };
  return { served, direct };
}

async function startPeer(file: string, threads: number): Promise<Side> {
  const port = 18_000 + Math.floor(Math.random() * 2000);
  const options = [
    '-m',
    values.model,
    '--port',
    String(port),
    '-t',
    String(threads),
    '-c',
    String(contextLength * slots),
    '-np',
    String(slots),
    '--no-webui',
  ];
  const child = spawn(file, options, { stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with ${child.exitCode}.`);
    const isReady = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    name: 'llama-server',
    threads,
    pids: [child.pid ?? 0],
    ask: (clients, round) => askServer(address, bodiesFor({ model: 'peer', side: 'c', clients, round })),
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** The number of threads with which one client and eight get the most, the two taken together. */
async function findBestThreads(start: (threads: number) => Promise<Side>): Promise<number> {
  let best = { threads: threadCounts[0] ?? 1, speed: 0 };
  for (const threads of threadCounts) {
    const side = await start(threads);
    await side.ask(1, -1);
    const speeds = [rateOf(await side.ask(1, -2)), rateOf(await side.ask(8, -2))] as const;
    const speed = Math.sqrt(speeds[0] * speeds[1]);
    if (speed > best.speed) best = { threads, speed };
    await side.stop();
  }
  return best.threads;
}

interface Sample {
  rate: number;
  firstTokenMs: number;
  cpuMsPerToken: number;
}

async function measure(side: Side, clients: number, round: number): Promise<Sample> {
  const before = side.pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  const measured = await side.ask(clients, round);
  const cpuMs = side.pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0) - before;
  return {
    rate: rateOf(measured),
    firstTokenMs: median(measured.answers.map((one) => one.firstTokenMs)),
    cpuMsPerToken: cpuMs / tokensOf(measured),
  };
}

const tokensOf = ({ answers }: Measured) => answers.reduce((sum, { tokens }) => sum + tokens, 0);
const rateOf = (measured: Measured) => (tokensOf(measured) / measured.wallMs) * 1000;

async function main(): Promise<void> {
  runnerFileBuiltNow();
  const ownThreads = await findBestThreads(async (threads) => (await startAlcove(threads)).served);
  const { served, direct } = await startAlcove(ownThreads);
  const sides = [served, direct];
  if (peerFile) sides.push(await startPeer(peerFile, await findBestThreads((threads) => startPeer(peerFile, threads))));
  console.log(`${values.model}\n${rounds} rounds, ${maxTokens} tokens per answer, ${slots} slots of ${contextLength} tokens`);
  console.log(sides.map(({ name, threads }) => `${name}: ${threads} thread(s)`).join(', '));
  if (!peerFile) console.log('LLAMA_SERVER is not set: llama.cpp is left out.');
  const calibrations: number[] = [];
  const samples = new Map(sides.map((side) => [side, new Map(clientCounts.map((clients) => [clients, [] as Sample[]]))]));
  try {
    for (const side of sides) await side.ask(1, -1);
    for (let round = 0; round < rounds; round += 1) {
      calibrations.push(calibrate());
      for (const clients of clientCounts) {
        const turn = sides.map((_, index) => sides[(index + round) % sides.length] as Side);
        for (const side of turn)
          samples
            .get(side)
            ?.get(clients)
            ?.push(await measure(side, clients, round));
      }
      console.error(`round ${round + 1} of ${rounds}`);
    }
  } finally {
    for (const side of sides) await side.stop();
  }
  print(sides, samples);
  console.log(`\nThe machine: a fixed loop took ${calibrations.map((ms) => ms.toFixed(0)).join(', ')} ms.`);
}

function print(sides: Side[], samples: Map<Side, Map<number, Sample[]>>): void {
  const of = (side: Side, clients: number) => samples.get(side)?.get(clients) ?? [];
  for (const clients of clientCounts) {
    console.log(`\n${clients} ${clients === 1 ? 'client' : 'clients'}`);
    for (const side of sides) {
      const list = of(side, clients);
      const figures = [
        `${median(list.map(({ rate }) => rate)).toFixed(1)} tokens/s`,
        `first token ${median(list.map(({ firstTokenMs }) => firstTokenMs)).toFixed(0)} ms`,
        `CPU ${median(list.map(({ cpuMsPerToken }) => cpuMsPerToken)).toFixed(2)} ms/token`,
      ];
      console.log(`  ${side.name.padEnd(14)} ${figures.join('   ')}`);
    }
    const [served, ...others] = sides as [Side, ...Side[]];
    for (const other of others) {
      const ratio = (read: (sample: Sample) => number) =>
        quartiles(of(served, clients).map((sample, round) => read(sample) / read(of(other, clients)[round] as Sample)));
      const show = ([low, middle, high]: [number, number, number]) => `${middle.toFixed(3)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
      console.log(
        `  / ${other.name.padEnd(12)} tokens/s ${show(ratio(({ rate }) => rate))}   first token ${show(ratio(({ firstTokenMs }) => firstTokenMs))}   CPU ${show(ratio(({ cpuMsPerToken }) => cpuMsPerToken))}`,
      );
    }
  }
  const added = of(sides[0] as Side, 8).map(
    (sample, round) => sample.cpuMsPerToken / (of(sides[1] as Side, 8)[round]?.cpuMsPerToken ?? Number.NaN) - 1,
  );
  const waited = of(sides[0] as Side, 1).map(
    (sample, round) => sample.firstTokenMs - (of(sides[1] as Side, 1)[round]?.firstTokenMs ?? Number.NaN),
  );
  console.log(
    `\nThe server adds ${(median(added) * 100).toFixed(1)} % of CPU time at 8 clients (at most 3 %), and ${median(waited).toFixed(1)} ms to the first token (at most 5 ms).`,
  );
}

async function ask(child: ChildProcess, message: ToHost): Promise<FromHost> {
  child.send(message);
  const [answer] = (await once(child, 'message')) as [FromHost];
  return answer;
}

await main();
