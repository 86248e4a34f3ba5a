/**
 * A tiny model that says exactly what a test wants, with the engine's real code around it. Its embeddings are one-hot and its
 * layers are zero, so that the last token alone decides the next one; the output matrix is the table that says which.
 */
import { type GgufInput, type GgufLayout, type MetadataInput, type TensorInput, writeGguf } from './gguf-writer.ts';
import { cutIntoPieces, keyOf } from './script-pieces.ts';

/** ChatML, as most small models have it. */
export const chatmlTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** ChatML with Qwen3's switch: `enable_thinking: false` hands the model an empty thought. */
const thinkingTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}" +
  "{% if enable_thinking is defined and enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}{% endif %}";

export interface ScriptedModelOptions {
  /** What every answer says; a list gives the tokens one by one, which must differ from each other. */
  script: string | readonly string[];
  /** Thought before the answer, between `<think>` and `</think>`; the template then knows `enable_thinking`. */
  reasoning?: string;
  /** Other answers, as likely as `script`: at a temperature above 0 the seed chooses. */
  alternatives?: readonly string[];
  /** Starts again after the last piece instead of ending its turn. */
  endless?: boolean;
  /** Tokens end inside characters of several bytes (emoji, Chinese). */
  splitCharacters?: boolean;
  /**
   * Megabytes of weights in further layers (all zero, no disk space) that each token needs, to make the model slower: 50 is about 70
   * tokens per second on one core, 200 about 20.
   */
  extraMegabytes?: number;
  /** Default: ChatML. `false`: none. */
  chatTemplate?: string | false;
  contextLength?: number;
  /** `general.name`. */
  name?: string;
  architecture?: string;
  /** `general.file_type`: 1 is F16, 2 is Q4_0, 7 is Q8_0, 15 is Q4_K_M. The weights are F16 all the same. */
  fileType?: number;
  /** Added to the metadata, or put in place of it. */
  metadata?: Record<string, MetadataInput>;
}

const tokenTypes = { normal: 1, control: 3, userDefined: 4 } as const;
const headLength = 32;
/** The logit of the scripted token; all others have 0. High enough for any penalty, low enough for a bias of -100. */
const certainty = 50;

interface Token {
  text: string;
  type: number;
  /** The token that follows. Undefined: one that begins an answer. */
  next?: number;
}

/** Writes the model (under 2 MB for scripts of a few hundred words) and returns the tokens of an answer as texts. */
export function writeScriptedModel(path: string, options: ScriptedModelOptions): GgufLayout & { pieces: string[] } {
  const { gguf, pieces } = buildScriptedModel(options);
  return { ...writeGguf(path, gguf), pieces };
}

/** The model as metadata and tensors, not written yet. */
export function buildScriptedModel(options: ScriptedModelOptions): { gguf: GgufInput; pieces: string[] } {
  const { tokens, begin, pieces } = buildVocabulary(options);
  const states = tokens.flatMap((token, id) => (token.next === undefined ? [] : [id]));
  const width = roundUp(states.length + 1, headLength);
  const embedding = new Uint16Array(tokens.length * width);
  const output = new Uint16Array(tokens.length * width);
  // RMS normalization turns a one-hot row into sqrt(width) at its place.
  const certain = toHalf(certainty / Math.sqrt(width));
  const columns = new Map(states.map((id, index) => [id, index + 1]));
  for (const id of tokens.keys()) embedding[id * width + (columns.get(id) ?? 0)] = toHalf(1);
  for (const next of begin) output[next * width] = certain;
  for (const [id, column] of columns) output[(tokens[id]?.next ?? 0) * width + column] = certain;
  const extraBytes = (options.extraMegabytes ?? 0) * 1e6;
  const layers = Math.min(64, 1 + Math.floor(extraBytes / (3 * 2 * width * 4096)));
  const feedForward = roundUp(Math.max(32, extraBytes / (3 * 2 * width * layers)), 32);
  const metadata = describeModel(options, { tokens, width, feedForward, layers });
  return { gguf: { metadata, tensors: listTensors({ width, feedForward, layers, vocabulary: tokens.length, embedding, output }) }, pieces };
}

function buildVocabulary(options: ScriptedModelOptions): { tokens: Token[]; begin: number[]; pieces: string[] } {
  const control = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'].map((text) => ({ text, type: tokenTypes.control }));
  const tokens: Token[] = [...control, ...byteCharacters().map((text) => ({ text, type: tokenTypes.normal }))];
  tokens.push({ text: 'er', type: tokenTypes.normal });
  const endOfTurn = 2;
  const taken = new Set<string>([
    ...control.map((token) => token.text),
    ...Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)),
    'er',
  ]);

  /** Adds a chain of pieces and returns its first token; the last one is followed by `then`, or by the chain's own start. */
  const addChain = (chain: readonly Uint8Array[], then: number | 'again'): number => {
    const first = tokens.length;
    for (const [index, piece] of chain.entries()) {
      const isLast = index === chain.length - 1;
      const following = !isLast ? first + index + 1 : then === 'again' ? first : then;
      tokens.push({ ...describePiece(piece), next: following });
    }
    return first;
  };

  const reserved = options.reasoning === undefined ? [] : ['<think>', '</think>', '\n\n'];
  for (const text of reserved) taken.add(text);
  const script =
    typeof options.script === 'string' ? cutIntoPieces(options.script, taken, options.splitCharacters) : takeGiven(options.script, taken);
  const after = options.endless ? 'again' : endOfTurn;
  const answer = addChain(script, after);
  const begin = [answer];
  for (const text of options.alternatives ?? []) begin.push(addChain(cutIntoPieces(text, taken, options.splitCharacters), after));
  let pieces = script.map((piece) => Buffer.from(piece).toString());

  if (options.reasoning !== undefined) {
    const closing = addChain(
      ['</think>', '\n\n'].map((text) => Buffer.from(text)),
      answer,
    );
    const thought = cutIntoPieces(`\n${options.reasoning}\n`, taken, options.splitCharacters);
    const opening = addChain([Buffer.from('<think>'), ...thought], closing);
    begin[0] = opening;
    pieces = ['<think>', ...thought.map((piece) => Buffer.from(piece).toString()), '</think>', '\n\n', ...pieces];
  }
  return { tokens, begin, pieces };
}

/**
 * Whole characters become user-defined tokens, which the engine finds in any text: an answer in the history has the tokens
 * that it was written with, and a cut answer is continued where it ended. Parts of characters can only be ordinary tokens.
 */
function describePiece(piece: Uint8Array): Token {
  const text = Buffer.from(piece).toString();
  if (Buffer.from(text).equals(piece)) return { text, type: tokenTypes.userDefined };
  const characters = byteCharacters();
  return { text: Array.from(piece, (byte) => characters[byte]).join(''), type: tokenTypes.normal };
}

function takeGiven(texts: readonly string[], taken: Set<string>): Uint8Array[] {
  return texts.map((text) => {
    const piece = Buffer.from(text);
    if (taken.has(keyOf(piece))) throw new Error(`This token is there twice: ${JSON.stringify(text)}`);
    taken.add(keyOf(piece));
    return piece;
  });
}

/** GPT-2's letters for the 256 bytes, by byte (bytes_to_unicode in openai/gpt-2, src/encoder.py). */
function byteCharacters(): string[] {
  let free = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(isPrintable ? byte : free++);
  });
}

function describeModel(
  options: ScriptedModelOptions,
  shape: { tokens: Token[]; width: number; feedForward: number; layers: number },
): Record<string, MetadataInput> {
  const architecture = options.architecture ?? 'llama';
  const template = options.chatTemplate ?? (options.reasoning === undefined ? chatmlTemplate : thinkingTemplate);
  return {
    'general.architecture': architecture,
    'general.type': 'model',
    'general.name': options.name ?? 'Scripted',
    'general.file_type': options.fileType ?? 1,
    [`${architecture}.block_count`]: shape.layers,
    [`${architecture}.context_length`]: options.contextLength ?? 4096,
    [`${architecture}.embedding_length`]: shape.width,
    [`${architecture}.feed_forward_length`]: shape.feedForward,
    [`${architecture}.attention.head_count`]: shape.width / headLength,
    [`${architecture}.attention.head_count_kv`]: 1,
    [`${architecture}.attention.layer_norm_rms_epsilon`]: { type: 'f32', value: 1e-5 },
    [`${architecture}.rope.dimension_count`]: headLength,
    [`${architecture}.vocab_size`]: shape.tokens.length,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'gpt-2',
    'tokenizer.ggml.tokens': shape.tokens.map((token) => token.text),
    'tokenizer.ggml.token_type': shape.tokens.map((token) => token.type),
    'tokenizer.ggml.merges': ['e r'],
    'tokenizer.ggml.bos_token_id': 0,
    'tokenizer.ggml.eos_token_id': 2,
    'tokenizer.ggml.padding_token_id': 0,
    'tokenizer.ggml.add_bos_token': false,
    ...(template === false ? {} : { 'tokenizer.chat_template': template }),
    ...options.metadata,
  };
}

function listTensors(parts: {
  width: number;
  feedForward: number;
  layers: number;
  vocabulary: number;
  embedding: Uint16Array;
  output: Uint16Array;
}): TensorInput[] {
  const { width, feedForward, vocabulary } = parts;
  const ones = new Uint8Array(new Float32Array(width).fill(1).buffer);
  const matrix = (name: string, rows: number, columns: number, data?: Uint16Array): TensorInput => ({
    name: `${name}.weight`,
    shape: [rows, columns],
    type: 'f16',
    ...(data && { data: new Uint8Array(data.buffer) }),
  });
  const norm = (name: string): TensorInput => ({ name: `${name}.weight`, shape: [width], type: 'f32', data: ones });
  const layer = (index: number): TensorInput[] => [
    norm(`blk.${index}.attn_norm`),
    matrix(`blk.${index}.attn_q`, width, width),
    matrix(`blk.${index}.attn_k`, width, headLength),
    matrix(`blk.${index}.attn_v`, width, headLength),
    matrix(`blk.${index}.attn_output`, width, width),
    norm(`blk.${index}.ffn_norm`),
    matrix(`blk.${index}.ffn_gate`, width, feedForward),
    matrix(`blk.${index}.ffn_up`, width, feedForward),
    matrix(`blk.${index}.ffn_down`, feedForward, width),
  ];
  return [
    matrix('token_embd', width, vocabulary, parts.embedding),
    ...Array.from({ length: parts.layers }, (_, index) => layer(index)).flat(),
    norm('output_norm'),
    matrix('output', width, vocabulary, parts.output),
  ];
}

/** The bits of a positive number in half precision, rounded down. */
function toHalf(value: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, value);
  const single = bits.getUint32(0);
  return ((((single >>> 23) & 0xff) - 112) << 10) | ((single >>> 13) & 0x3ff);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
