/** Names from a hub: what a repository is called for people, what it is good at, and which file paths may be written here. */
import type { Ability } from './hub.ts';
import { withoutQuantization } from './model-names.ts';

const longestPath = 1024;
/** What most file systems take for one name, in bytes of UTF-8; `.part.json` is added beside it. */
const longestName = 240;
const reservedNames = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
// Control characters, also those that make a name read backwards, and what Windows forbids in names or takes for something else (a drive, a stream).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
const forbiddenLetters = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069<>:"|?*\\]/;

/** Whether a path from a hub stays inside the folder it is put into, on every system. */
export function isSafeHubPath(path: string): boolean {
  if (path.length === 0 || path.length > longestPath || forbiddenLetters.test(path) || !path.isWellFormed()) return false;
  return path.split('/').every(isSafeName);
}

function isSafeName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || reservedNames.test(name) || /[. ]$/.test(name) || name.startsWith(' ')) return false;
  return utf8Length(name) <= longestName;
}

function utf8Length(text: string): number {
  return [...text].reduce((sum, letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  }, 0);
}

/** "Qwen3 8B" for `Qwen/Qwen3-8B-GGUF`. */
export function repositoryName(repository: string): string {
  const full = repository.slice(repository.indexOf('/') + 1);
  const stem = withoutQuantization(full.replace(/[-._]gguf$/i, '').replace(/[-._]i1$/i, ''));
  return withoutMaker(stem).replace(/[-_]+/g, ' ').trim() || full;
}

/** Some publishers put the maker in front: `Qwen_Qwen3-8B`, `meta-llama_Llama-3.3-70B`. */
function withoutMaker(name: string): string {
  const parts = /^([A-Za-z][A-Za-z0-9.-]+)_([A-Za-z][^_]*-[^_]*)$/.exec(name);
  return parts?.[2] ?? name;
}

/** The publisher of `publisher/name`. */
export function publisherOf(repository: string): string {
  return repository.slice(0, Math.max(0, repository.indexOf('/')));
}

/** 8.2e9 for a name with "8.2B" in it, 30e9 for "30B-A3B"; undefined where the name does not say, or says it by experts (8x7B). */
export function parametersInName(name: string): number | undefined {
  const found = /(?:^|[-_. ])(\d+(?:\.\d+)?)([bm])(?=$|[-_. ])/i.exec(name.replace(/(?:^|[-_. ])\d+x\d+(?:\.\d+)?b(?=$|[-_. ])/gi, ''));
  if (found === null) return undefined;
  const count = Number(found[1]) * (found[2]?.toLowerCase() === 'b' ? 1e9 : 1e6);
  return count > 0 && count < 1e14 ? count : undefined;
}

const tagAbilities: Record<Ability, readonly string[]> = {
  tools: ['function-calling', 'function calling', 'tool-calling', 'tool-use', 'tools', 'agent', 'agentic'],
  reasoning: ['reasoning', 'thinking'],
  vision: ['image-text-to-text', 'visual-question-answering', 'any-to-any', 'vision', 'multimodal', 'vlm'],
  embedding: [
    'feature-extraction',
    'sentence-similarity',
    'sentence-transformers',
    'sentence-embedding',
    'text-embeddings-inference',
    'embedding',
    'embeddings',
  ],
};

/** `{%- if tools %}`; looked for piece by piece, since one pattern for all of it takes minutes where brackets are never closed. */
function namesTools(template: string): boolean {
  return template.split('}').some((piece) => {
    const start = piece.search(/\{[%{]/);
    return start >= 0 && /\btools\b/.test(piece.slice(start + 2));
  });
}

/** What a model is good at, by its tags (the task among them) and its chat template. */
export function abilitiesOf(options: { tags: readonly string[]; chatTemplate?: string | undefined }): Ability[] {
  const { chatTemplate: template = '' } = options;
  const tags = new Set(options.tags.map((tag) => tag.toLowerCase()));
  const tagged = (ability: Ability) => tagAbilities[ability].some((tag) => tags.has(tag));
  if (tagged('embedding') && template === '') return ['embedding'];
  const has: Record<Ability, boolean> = {
    tools: tagged('tools') || namesTools(template),
    reasoning: tagged('reasoning') || /<\/?think>|enable_thinking|\[THINK\]|<\|channel\|>|<seed:think>/.test(template),
    vision: tagged('vision') || /<\|?image_?(?:pad|_soft_token)?\|?>|\btype['"]?\]? *== *['"]image/.test(template),
    embedding: tagged('embedding'),
  };
  return (Object.keys(has) as Ability[]).filter((ability) => has[ability]);
}
