/** 25 models as they stand in a real list. Their files have real headers and sizes, and nothing behind: not for downloading. */
import { chatmlTemplate } from '../tiny-models/scripted-model.ts';
import type { Shape } from '../tiny-models/shaped-model.ts';
import { type Content, paperContent } from './content.ts';
import { shapedHeader } from './large-repository.ts';
import type { RepositoryInput } from './repositories.ts';

type Kind = 'chat' | 'tools' | 'thinking' | 'vision' | 'embedding';
type Row = [id: string, billions: number, licence: string, kind: Kind, downloads: number, likes: number, day: string];

const rows: Row[] = [
  ['unsloth/Qwen3-8B-GGUF', 8.19, 'apache-2.0', 'thinking', 4_100_000, 2100, '2026-10-01'],
  ['unsloth/Qwen3-14B-GGUF', 14.8, 'apache-2.0', 'thinking', 1_900_000, 1300, '2026-09-28'],
  ['unsloth/Qwen3-30B-A3B-GGUF', 30.5, 'apache-2.0', 'thinking', 2_200_000, 1800, '2026-10-05'],
  ['Qwen/Qwen3-4B-GGUF', 4.02, 'apache-2.0', 'thinking', 2_700_000, 1500, '2026-09-12'],
  ['Qwen/Qwen2.5-Coder-7B-Instruct-GGUF', 7.62, 'apache-2.0', 'tools', 1_100_000, 980, '2026-05-02'],
  ['bartowski/Llama-3.3-70B-Instruct-GGUF', 70.6, 'llama3.3', 'tools', 900_000, 1700, '2026-03-14'],
  ['bartowski/Meta-Llama-3.1-8B-Instruct-GGUF', 8.03, 'llama3.1', 'tools', 3_000_000, 1900, '2026-02-20'],
  ['lmstudio-community/gemma-3-12b-it-GGUF', 11.8, 'gemma', 'vision', 1_400_000, 860, '2026-04-30'],
  ['ggml-org/gemma-3-4b-it-GGUF', 3.88, 'gemma', 'vision', 1_600_000, 790, '2026-05-18'],
  ['unsloth/gpt-oss-20b-GGUF', 20.9, 'apache-2.0', 'thinking', 2_500_000, 1600, '2026-10-08'],
  ['unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF', 7.62, 'mit', 'thinking', 1_200_000, 1400, '2026-01-25'],
  ['mistralai/Ministral-8B-Instruct-2410-GGUF', 8.02, 'mistral', 'tools', 420_000, 510, '2026-06-06'],
  ['bartowski/Mistral-Small-24B-Instruct-GGUF', 23.6, 'apache-2.0', 'tools', 610_000, 730, '2026-06-19'],
  ['microsoft/phi-4-gguf', 14.7, 'mit', 'chat', 700_000, 820, '2026-03-03'],
  ['microsoft/Phi-3-mini-4k-instruct-gguf', 3.82, 'mit', 'chat', 980_000, 640, '2025-12-10'],
  ['HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF', 1.71, 'apache-2.0', 'chat', 310_000, 330, '2026-02-02'],
  ['ggml-org/SmolVLM-500M-Instruct-GGUF', 0.507, 'apache-2.0', 'vision', 260_000, 240, '2026-05-11'],
  ['nomic-ai/nomic-embed-text-v1.5-GGUF', 0.137, 'apache-2.0', 'embedding', 1_000_000, 560, '2025-11-05'],
  ['Qwen/Qwen3-Embedding-0.6B-GGUF', 0.596, 'apache-2.0', 'embedding', 640_000, 480, '2026-07-07'],
  ['BAAI/bge-m3-gguf', 0.567, 'mit', 'embedding', 520_000, 410, '2026-01-09'],
  ['ibm-granite/granite-3.3-8b-instruct-GGUF', 8.17, 'apache-2.0', 'tools', 240_000, 220, '2026-04-16'],
  ['LiquidAI/LFM2-1.2B-GGUF', 1.17, 'other', 'chat', 280_000, 350, '2026-08-21'],
  ['TheBloke/Mistral-7B-Instruct-v0.2-GGUF', 7.24, 'apache-2.0', 'chat', 1_300_000, 990, '2025-10-11'],
  ['internlm/internlm3-8b-instruct-gguf', 8.8, 'apache-2.0', 'chat', 90_000, 140, '2026-01-20'],
  ['THUDM/glm-4-9b-chat-gguf', 9.4, 'other', 'tools', 150_000, 260, '2026-02-14'],
];

/** File name endings with their bits per weight, as llama.cpp's quantization gives. */
const bitsPerWeight = { Q2_K: 3.0, Q4_K_M: 4.85, Q6_K: 6.56, Q8_0: 8.5 };

const shape: Shape = {
  architecture: 'qwen3',
  layers: 24,
  width: 1024,
  heads: 16,
  kvHeads: 8,
  headLength: 128,
  feedForward: 3072,
  vocabulary: 4096,
  contextLength: 32_768,
  hasTiedOutput: true,
};

export function pagingRepositories(): RepositoryInput[] {
  return rows.map(toRepository);
}

function toRepository([id, billions, licence, kind, downloads, likes, day]: Row): RepositoryInput {
  const stem = id.split('/')[1]?.replace(/[-.]gguf$/i, '') as string;
  const files = Object.entries(bitsPerWeight).flatMap(([name, bits]) => filesOf(`${stem}-${name}`, (billions * 1e9 * bits) / 8));
  return {
    id,
    files: {
      ...Object.fromEntries(files),
      ...(kind === 'vision' && { [`mmproj-${stem}-F16.gguf`]: paperContent({ sizeBytes: 850e6, name: `${id} mmproj` }) }),
      'README.md': `---\nlicense: ${licence}\n---\n# ${stem}\n\nOne of many.\n`,
    },
    pipelineTag: kind === 'embedding' ? 'feature-extraction' : kind === 'vision' ? 'image-text-to-text' : 'text-generation',
    tags: kind === 'embedding' ? ['sentence-similarity'] : ['conversational'],
    cardData: { license: licence, base_model: id.replace(/[-.]gguf$/i, '') },
    gguf: {
      total: Math.round(billions * 1e9),
      architecture: architectureOf(id, kind),
      context_length: kind === 'embedding' ? 2048 : 32_768,
      ...templateOf(kind),
    },
    downloads,
    likes,
    trendingScore: Math.round(downloads / 100_000),
    lastModified: `${day}T12:00:00.000Z`,
  };
}

/** In parts of less than 40 GB, in a folder of their own, as publishers do. */
function filesOf(name: string, sizeBytes: number): [string, Content][] {
  const count = Math.ceil(sizeBytes / 40e9);
  const file = (path: string, bytes: number): [string, Content] => [
    path,
    paperContent({ sizeBytes: Math.round(bytes), name: path, head: () => shapedHeader(shape) }),
  ];
  if (count === 1) return [file(`${name}.gguf`, sizeBytes)];
  const number = (value: number) => String(value).padStart(5, '0');
  return Array.from({ length: count }, (_, index) =>
    file(`${name}/${name}-${number(index + 1)}-of-${number(count)}.gguf`, sizeBytes / count),
  );
}

function architectureOf(id: string, kind: Kind): string {
  const known = ['gpt-oss', 'qwen3', 'qwen2', 'gemma-3', 'phi', 'lfm2'].find((name) =>
    id.toLowerCase().includes(name.replace('qwen2', 'qwen')),
  );
  return (known ?? (kind === 'embedding' ? 'nomic-bert' : 'llama')).replace('gemma-3', 'gemma3').replace(/^phi$/, 'phi3');
}

function templateOf(kind: Kind): { chat_template?: string } {
  if (kind === 'embedding') return {};
  const tools = kind === 'tools' || kind === 'thinking' ? '{% if tools %}{{ tools | tojson }}{% endif %}' : '';
  const thinking = kind === 'thinking' ? "{% if enable_thinking %}{{ '<think>' }}{% endif %}" : '';
  return { chat_template: tools + chatmlTemplate + thinking };
}
