/** The repositories that most tests want: models that really run, one of every kind of access, and 25 more to page through. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chatmlTemplate, type ScriptedModelOptions, writeScriptedModel } from '../tiny-models/scripted-model.ts';
import { writeSplitModel } from '../tiny-models/split-model.ts';
import { talkerCard } from './cards.ts';
import { bytesContent, type Content, fileContent } from './content.ts';
import { pagingRepositories } from './paging-repositories.ts';
import { drawPng } from './png.ts';
import type { RepositoryInput } from './repositories.ts';

/** What the models that can be talked to say. */
export const talkerScript = 'Hello from a model that was downloaded a moment ago.';

/** The names, for tests. */
export const standardIds = {
  /** Many versions: one file, split, in a folder; a projector and an imatrix file beside them. */
  talker: 'bartowski/Qwen3-0.6B-GGUF',
  thinker: 'Qwen/Qwen3-1.7B-GGUF',
  gated: 'meta-llama/Llama-3.2-1B-Instruct-GGUF',
  private: 'hidden-lab/Secret-1B-GGUF',
  xet: 'unsloth/gemma-3-270m-it-GGUF',
  safetensors: 'Qwen/Qwen3-0.6B',
} as const;

const toolTemplate = `{% if tools %}{{ tools | tojson }}{% endif %}${chatmlTemplate}`;
const thinkingTemplate = `${chatmlTemplate}{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>{% endif %}`;

/** Writes the models into `folder`, where they are not there yet. */
export function standardRepositories(folder: string): RepositoryInput[] {
  const model = (repository: string, name: string, options: Partial<ScriptedModelOptions> = {}): Content => {
    const path = join(folder, repository, name);
    if (!existsSync(path)) writeScriptedModel(path, { script: talkerScript, name: repository.split('/')[1] as string, ...options });
    return fileContent(path);
  };
  return [
    talker(folder, model),
    {
      id: standardIds.thinker,
      files: {
        'Qwen3-1.7B-Q8_0.gguf': model(standardIds.thinker, 'Qwen3-1.7B-Q8_0.gguf', { reasoning: 'A guest asks.', fileType: 7 }),
        'README.md': '---\nlicense: apache-2.0\n---\n# Qwen3 1.7B\n\nThinks before it answers.\n',
      },
      ...facts({ license: 'apache-2.0', base: 'Qwen/Qwen3-1.7B', total: 1.72e9, template: thinkingTemplate, architecture: 'qwen3' }),
      tags: ['reasoning', 'conversational'],
      ...popularity(3_400_000, 1200, 90, '2026-09-20'),
    },
    {
      id: standardIds.gated,
      gated: 'manual',
      files: {
        'Llama-3.2-1B-Instruct-Q4_K_M.gguf': model(standardIds.gated, 'Llama-3.2-1B-Instruct-Q4_K_M.gguf', { fileType: 15 }),
        'README.md': '---\nlicense: llama3.2\n---\n# Llama 3.2\n\nAccept the licence to have the files.\n',
      },
      ...facts({
        license: 'llama3.2',
        base: 'meta-llama/Llama-3.2-1B-Instruct',
        total: 1.24e9,
        template: toolTemplate,
        architecture: 'llama',
      }),
      ...popularity(2_100_000, 900, 70, '2026-08-11'),
    },
    {
      id: standardIds.private,
      isPrivate: true,
      files: { 'Secret-1B-Q8_0.gguf': model(standardIds.private, 'Secret-1B-Q8_0.gguf', { fileType: 7 }), 'README.md': '# Secret\n' },
      ...facts({ license: 'other', total: 1e9, template: chatmlTemplate, architecture: 'llama' }),
    },
    {
      id: standardIds.xet,
      isXet: true,
      files: {
        'gemma-3-270m-it-Q4_K_M.gguf': model(standardIds.xet, 'gemma-3-270m-it-Q4_K_M.gguf', { fileType: 15 }),
        'gemma-3-270m-it-Q8_0.gguf': model(standardIds.xet, 'gemma-3-270m-it-Q8_0.gguf', { fileType: 7, extraMegabytes: 4 }),
        'README.md': '---\nlicense: gemma\n---\n# Gemma 3\n',
      },
      ...facts({ license: 'gemma', base: 'google/gemma-3-270m-it', total: 268e6, template: chatmlTemplate, architecture: 'gemma3' }),
      ...popularity(800_000, 400, 60, '2026-10-03'),
    },
    {
      id: standardIds.safetensors,
      files: {
        'model.safetensors': bytesContent(emptySafetensors()),
        'config.json': '{ "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3" }\n',
        'README.md': '---\nlicense: apache-2.0\n---\n# Qwen3 0.6B\n',
      },
      safetensors: { parameters: { BF16: 596e6 }, total: 596e6 },
      pipelineTag: 'text-generation',
      libraryName: 'transformers',
      cardData: { license: 'apache-2.0' },
      ...popularity(9_000_000, 700, 80, '2026-07-26'),
    },
    ...pagingRepositories(),
  ];
}

function talker(
  folder: string,
  model: (repository: string, name: string, options?: Partial<ScriptedModelOptions>) => Content,
): RepositoryInput {
  const id = standardIds.talker;
  const own = (name: string, options: Partial<ScriptedModelOptions>) => ({ [name]: model(id, name, options) });
  const split = join(folder, id, 'split');
  if (!existsSync(split)) {
    mkdirSync(split, { recursive: true });
    writeSplitModel(split, {
      script: talkerScript,
      name: 'Qwen3-0.6B',
      fileType: 32,
      parts: 3,
      fileName: 'Qwen3-0.6B-BF16',
      extraMegabytes: 12,
    });
  }
  const part = (index: number) => `Qwen3-0.6B-BF16-0000${index}-of-00003.gguf`;
  return {
    id,
    files: {
      ...own('Qwen3-0.6B-IQ2_XS.gguf', { fileType: 20 }),
      ...own('Q2_K/Qwen3-0.6B-Q2_K.gguf', { fileType: 10 }),
      ...own('Qwen3-0.6B-Q3_K_M.gguf', { fileType: 12, extraMegabytes: 2 }),
      ...own('Qwen3-0.6B-Q4_K_M.gguf', { fileType: 15, extraMegabytes: 6 }),
      ...own('Qwen3-0.6B-Q6_K.gguf', { fileType: 18, extraMegabytes: 8 }),
      ...own('Qwen3-0.6B-Q8_0.gguf', { fileType: 7, extraMegabytes: 10 }),
      ...Object.fromEntries([1, 2, 3].map((index) => [part(index), fileContent(join(split, part(index)))])),
      ...own('mmproj-Qwen3-0.6B-F16.gguf', { architecture: 'clip', chatTemplate: false }),
      'Qwen3-0.6B.imatrix': bytesContent(Buffer.alloc(5000, 7)),
      'images/chart.png': bytesContent(drawPng(160, 90)),
      '.gitattributes': '*.gguf filter=lfs diff=lfs merge=lfs -text\n',
      'README.md': talkerCard,
    },
    ...facts({ license: 'apache-2.0', base: 'Qwen/Qwen3-0.6B', total: 596e6, template: toolTemplate, architecture: 'qwen3' }),
    tags: ['conversational'],
    ...popularity(5_200_000, 2300, 100, '2026-10-12'),
  };
}

function facts({
  license,
  base,
  total,
  template,
  architecture,
}: {
  license: string;
  base?: string;
  total: number;
  template: string;
  architecture: string;
}) {
  return {
    pipelineTag: 'text-generation',
    cardData: { license, ...(base && { base_model: base }), language: ['en', 'zh'] },
    gguf: { total, architecture, context_length: 32_768, chat_template: template, bos_token: '<|im_start|>', eos_token: '<|im_end|>' },
  };
}

const popularity = (downloads: number, likes: number, trendingScore: number, day: string) => ({
  downloads,
  likes,
  trendingScore,
  lastModified: `${day}T09:30:00.000Z`,
});

/** One tensor of zeros: https://github.com/huggingface/safetensors#format */
function emptySafetensors(): Uint8Array {
  const header = Buffer.from(JSON.stringify({ 'model.embed_tokens.weight': { dtype: 'BF16', shape: [64, 64], data_offsets: [0, 8192] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(8192)]);
}
