/** The library alone, as its own documentation uses it: one child process, a loop over `evaluate`, batches in its own order. */
import { getLlama, type LlamaContext, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';

export interface BareJob {
  /** How many sequences the context has; each has a context of its own. */
  slots: number;
  /** Prompts with their control tokens, answered at the same time. */
  prompts: string[];
  maxTokens: number;
  /** Keep what the state and the prompt have in common. */
  keepsPrefix: boolean;
}

export interface BareResult {
  tokens: number;
  promptTokens: number;
  /** Until the first token of all. */
  firstTokenMs: number;
  wallMs: number;
}

interface LoadMessage {
  path: string;
  threads: number;
  contextLength: number;
  slots: number[];
}

let model: LlamaModel;
const sequences = new Map<number, LlamaContextSequence[]>();

async function load({ path, threads, contextLength, slots }: LoadMessage): Promise<void> {
  const llama = await getLlama({ build: 'never', maxThreads: threads, progressLogs: false });
  model = await llama.loadModel({ modelPath: path });
  for (const count of slots) {
    const context: LlamaContext = await model.createContext({ contextSize: contextLength, sequences: count, threads });
    sequences.set(
      count,
      Array.from({ length: count }, () => context.getSequence()),
    );
  }
}

async function run(job: BareJob): Promise<BareResult> {
  const startedAt = performance.now();
  let tokens = 0;
  let promptTokens = 0;
  let firstTokenAt = 0;
  const answer = async (prompt: string, sequence: LlamaContextSequence) => {
    const input = model.tokenize(prompt, true);
    promptTokens += input.length;
    if (job.keepsPrefix) await sequence.adaptStateToTokens(input.slice(0, -1), false);
    else await sequence.clearHistory();
    const written: Token[] = [];
    const options = {
      temperature: 0.3,
      topK: 40,
      topP: 0.95,
      minP: 0.05,
      seed: 1,
      yieldEogToken: true,
      repeatPenalty: { punishTokens: () => written.slice(-64), penalty: 1.1 },
    };
    for await (const token of sequence.evaluate(input.slice(sequence.nextTokenIndex), options)) {
      if (firstTokenAt === 0) firstTokenAt = performance.now();
      written.push(token);
      if (written.length >= job.maxTokens) break;
    }
    model.detokenize(written);
    tokens += written.length;
  };
  const slots = sequences.get(job.slots) ?? [];
  await Promise.all(job.prompts.map((prompt, index) => answer(prompt, slots[index] as LlamaContextSequence)));
  return { tokens, promptTokens, firstTokenMs: firstTokenAt - startedAt, wallMs: performance.now() - startedAt };
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', async (message: { load: LoadMessage } | { run: BareJob }) => {
  const answer = 'load' in message ? await load(message.load) : await run(message.run);
  process.send?.(answer ?? 'ready');
});
