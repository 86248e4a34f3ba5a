/**
 * What the way through the app costs: the same prompts through `engine.generate` and through the bare library, in turn within each
 * round, on the same file with the same threads. Wall time is what a person feels; CPU time is what a busy machine cannot bend.
 * npm run bench:engine -- --threads 1 --rounds 5 --tokens 128 --model <file.gguf>
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { starterFile } from '../e2e/tiny-models/starter-file.ts';
import { createTestEngine } from '../electron/services/engine/test-engine.ts';
import type { GenerationRequest } from '../shared/generation.ts';
import type { BareJob, BareResult } from './engine-bare.ts';
import { runnerFileBuiltNow } from './engine-build.ts';
import { calibrate, cpuMsOf } from './engine-cpu.ts';
import { longPrompt, questions, sharedPrefix } from './engine-prompts.ts';
import { median, printTable, quartiles } from './engine-table.ts';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    tokens: { type: 'string', default: '128' },
    model: { type: 'string', default: starterFile },
  },
});
const threads = Number(values.threads);
const rounds = Math.max(1, Number(values.rounds));
const maxTokens = Number(values.tokens);
const contextLength = 2048;
const streamCounts = [1, 2, 4, 8];
const manySlots = 8;

interface Measured {
  /** Tokens of the kind that the measure counts. */
  tokens: number;
  wallMs: number;
  firstTokenMs: number;
  cpuMs: number;
}
type Side = (job: BareJob, questionTexts: string[]) => Promise<Measured>;

const sampling = { temperature: 0.3, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1.1, repeatLastTokens: 64, seed: 1 };
const toChatml = (text: string) => `<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`;
const modelIdOf = (slots: number) => (slots === 1 ? 'one' : 'many');

const loadSettings = Object.fromEntries(
  [1, manySlots].map((slots) => [modelIdOf(slots), { threads, contextLength, parallelSlots: slots, idleUnloadMinutes: 0 }]),
);
const app = createTestEngine({ one: values.model, many: values.model }, { loadSettings }, runnerFileBuiltNow());
const bare = fork(new URL('engine-bare.ts', import.meta.url), [], { serialization: 'advanced' });

/** Through the app: host, process border and runner. */
const throughApp: Side = async (job, texts) => {
  const model = modelIdOf(job.slots);
  const before = cpuMsOf(process.pid) + cpuMsOf(await runnerPid(model));
  const startedAt = performance.now();
  let firstTokenAt = 0;
  const counts = await Promise.all(
    texts.map(async (text) => {
      const request: GenerationRequest = {
        model,
        turns: [{ role: 'user', content: text }],
        sampling: { ...sampling, maxTokens: job.maxTokens },
      };
      let tokens = 0;
      for await (const event of app.engine.generate(request, new AbortController().signal)) {
        if (event.type === 'text' && firstTokenAt === 0) firstTokenAt = performance.now();
        if (event.type === 'error') throw new Error(JSON.stringify(event.error));
        if (event.type === 'done') tokens = event.usage.completionTokens;
      }
      return tokens;
    }),
  );
  const wallMs = performance.now() - startedAt;
  const cpuMs = cpuMsOf(process.pid) + cpuMsOf(await runnerPid(model)) - before;
  return { tokens: sum(counts), wallMs, firstTokenMs: firstTokenAt - startedAt, cpuMs };
};

const throughLibrary: Side = async (job) => {
  const before = cpuMsOf(bare.pid ?? 0);
  const result = await ask<BareResult>(bare, { run: job });
  return { ...result, cpuMs: cpuMsOf(bare.pid ?? 0) - before };
};

interface Measure {
  name: string;
  unit: 'tokens/s' | 'ms';
  run(side: Side, round: number): Promise<Measured>;
  value(measured: Measured): number;
  /** CPU time per token, or of the whole request where the wall time is that. */
  cpuMs(measured: Measured): number;
}

let promptTokens = 0;

/** A prompt that no state knows yet. */
const prefill: Measure = {
  name: 'prefill',
  unit: 'tokens/s',
  run: (side, round) => single(side, longPrompt(`${round}${side.name}`), 1, false),
  value: ({ firstTokenMs }) => (promptTokens / firstTokenMs) * 1000,
  cpuMs: ({ cpuMs }) => cpuMs / promptTokens,
};
const cold: Measure = {
  name: 'first token, cold',
  unit: 'ms',
  run: (side, round) => single(side, longPrompt(`${round}${side.name}, again`), 1, false),
  value: ({ firstTokenMs }) => firstTokenMs,
  cpuMs: ({ cpuMs }) => cpuMs,
};
const shared: Measure = {
  name: 'first token, shared prefix',
  unit: 'ms',
  run: async (side, round) => {
    await single(side, sharedPrefix(round, 'What comes first?'), 1, true);
    return single(side, sharedPrefix(round, 'And what comes last of all?'), 1, true);
  },
  value: ({ firstTokenMs }) => firstTokenMs,
  cpuMs: ({ cpuMs }) => cpuMs,
};

function decode(streams: number, usable: string[]): Measure {
  return {
    name: nameOfDecode(streams),
    unit: 'tokens/s',
    run: (side) => {
      const texts = usable.slice(0, streams);
      const slots = streams === 1 ? 1 : manySlots;
      return side({ slots, prompts: texts.map(toChatml), maxTokens, keepsPrefix: true }, texts);
    },
    value: ({ tokens, wallMs }) => (tokens / wallMs) * 1000,
    cpuMs: ({ cpuMs, tokens }) => cpuMs / tokens,
  };
}

function nameOfDecode(streams: number): string {
  return `decode, ${streams} ${streams === 1 ? 'stream' : 'streams'}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function single(side: Side, text: string, tokens: number, keepsPrefix: boolean): Promise<Measured> {
  return side({ slots: 1, prompts: [toChatml(text)], maxTokens: tokens, keepsPrefix }, [text]);
}

/** Both sides must write the same number of tokens, so only questions whose answers are long enough are used. */
async function findUsableQuestions(): Promise<string[]> {
  const usable: string[] = [];
  for (const text of questions) {
    const { tokens } = await single(throughApp, text, maxTokens, true);
    if (tokens === maxTokens) usable.push(text);
    if (usable.length === Math.max(...streamCounts)) return usable;
  }
  throw new Error(`Only ${usable.length} questions have answers of ${maxTokens} tokens. Use --tokens with a smaller number.`);
}

async function main(): Promise<void> {
  console.log(`${values.model}\n${threads} thread(s), ${rounds} rounds, ${maxTokens} tokens per answer\n`);
  await Promise.all([
    ask(bare, { load: { path: values.model, threads, contextLength, slots: [1, manySlots] } }),
    app.engine.load({ modelId: 'one' }),
  ]);
  await throughApp({ slots: manySlots, prompts: [], maxTokens: 1, keepsPrefix: true }, ['Hello']);
  const usable = await findUsableQuestions();
  const counted = await ask<BareResult>(bare, {
    run: { slots: 1, prompts: [toChatml(longPrompt('count'))], maxTokens: 1, keepsPrefix: false },
  });
  promptTokens = counted.promptTokens;

  const measures = [prefill, cold, shared, ...streamCounts.map((streams) => decode(streams, usable))];
  const results = measures.map(() => ({ app: [] as Measured[], bare: [] as Measured[] }));
  const calibrations: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    calibrations.push(calibrate());
    for (const [index, measure] of measures.entries()) {
      const sides = round % 2 === 0 ? [throughApp, throughLibrary] : [throughLibrary, throughApp];
      for (const side of sides) {
        results[index]?.[side === throughApp ? 'app' : 'bare'].push(await measure.run(side, round));
      }
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  const rows = measures.map((measure, index) => {
    const { app: ours = [], bare: theirs = [] } = results[index] ?? {};
    const ratio = (of: (measured: Measured) => number) => ours.map((measured, round) => of(measured) / of(theirs[round] as Measured));
    return {
      name: measure.name,
      unit: measure.unit,
      app: median(ours.map(measure.value)),
      bare: median(theirs.map(measure.value)),
      wallRatio: quartiles(ratio(measure.value)),
      cpuRatio: quartiles(ratio(measure.cpuMs)),
      cpuMs: [ours, theirs].map((list) => median(list.map(measure.cpuMs))),
    };
  });
  printTable(rows);
  const cpuRatioOf = (name: string) => rows.find((row) => row.name === name)?.cpuRatio[1] ?? Number.NaN;
  console.log(`\nThe way through the app costs ${percent(cpuRatioOf(nameOfDecode(1)) - 1)} of CPU time at one stream (at most 5 %).`);
  console.log(`Ordered batches take ${percent(cpuRatioOf(nameOfDecode(8)))} of the library's CPU time at 8 streams (at most 100 %).`);
  console.log(`The machine: a fixed loop took ${calibrations.map((ms) => ms.toFixed(0)).join(', ')} ms.`);
}

async function runnerPid(modelId: string): Promise<number> {
  for await (const { models } of app.engine.watch()) return models.find((model) => model.modelId === modelId)?.processId ?? process.pid;
  return process.pid;
}

async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer as Answer;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

try {
  await main();
} finally {
  await app.engine.dispose();
  bare.kill('SIGKILL');
}
