import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type Llama, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedModelOptions, writeScriptedModel } from './scripted-model.ts';
import { writeSplitModel } from './split-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'alcove-tiny-'));
let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, progressLogs: false });
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const question = '<|im_start|>user\nWhat is 1 + 1, 朋友 🙂? ha\n\n<|im_end|>\n<|im_start|>assistant\n';

/** What the model says to a prompt, greedily, and whether it ended its turn within `limit` tokens. */
async function ask(
  options: ScriptedModelOptions,
  prompt = question,
  limit = 2000,
): Promise<{ text: string; hasEnded: boolean; count: number }> {
  const modelPath = join(folder, 'model.gguf');
  writeScriptedModel(modelPath, options);
  const model = await llama.loadModel({ modelPath });
  try {
    return await generate(model, prompt, limit);
  } finally {
    await model.dispose();
  }
}

async function generate(model: LlamaModel, prompt: string, limit: number) {
  const context = await model.createContext({ contextSize: 1024, threads: 1 });
  const said: Token[] = [];
  for await (const token of context.getSequence().evaluate(model.tokenize(prompt, true), { temperature: 0, yieldEogToken: true })) {
    if (model.isEogToken(token)) return { text: model.detokenize(said), hasEnded: true, count: said.length };
    if (said.push(token) === limit) break;
  }
  return { text: model.detokenize(said), hasEnded: false, count: said.length };
}

const scripts = [
  'Hello! I am a model of few words.',
  'ha ha ha ha ha ha the end the end, ha',
  `A list:\n\n1. **one**\n2. two\n\n\`\`\`ts\nconst one = 1;\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | 1 |\n\n`,
  'Smile 🙂🙂🙂, 你好你好,世界世界。👩‍👩‍👧 done',
  'a'.repeat(300),
];

test.each(scripts)('says the script and ends its turn: %j', async (script) => {
  expect(await ask({ script })).toMatchObject({ text: script, hasEnded: true });
});

test('says a script whose tokens end inside characters', async () => {
  const script = '🙂 and 🙃, 你好你好 done';
  expect(await ask({ script, splitCharacters: true })).toMatchObject({ text: script, hasEnded: true });
});

test('thinks first, and not when the prompt holds an empty thought', async () => {
  const options = { script: 'Two.', reasoning: 'One and one.\n\nTwo.' };
  expect((await ask(options)).text).toBe('<think>\nOne and one.\n\nTwo.\n</think>\n\nTwo.');
  expect((await ask(options, `${question}<think>\n\n</think>\n\n`)).text).toBe('Two.');
});

test('goes on where a cut answer ended', async () => {
  const script = 'One two three, one two three, and four.';
  expect((await ask({ script }, `${question}One two three, one`)).text).toBe(' two three, and four.');
});

test('is endless when asked', async () => {
  expect(await ask({ script: ['a b', ' c'], endless: true }, question, 5)).toEqual({ text: 'a b ca b ca b', hasEnded: false, count: 5 });
});

test('takes its tokens one by one', async () => {
  expect(await ask({ script: ['Hel', 'lo', ' you'] })).toEqual({ text: 'Hello you', hasEnded: true, count: 3 });
});

test('extra megabytes cost no disk and change no word', async () => {
  expect((await ask({ script: 'Slowly.', extraMegabytes: 64 })).text).toBe('Slowly.');
});

test('a split model loads from its first part', async () => {
  const [first = ''] = writeSplitModel(join(folder, 'split'), { script: 'In parts.', parts: 3 });
  const model = await llama.loadModel({ modelPath: first });
  expect((await generate(model, question, 100)).text).toBe('In parts.');
  await model.dispose();
});
