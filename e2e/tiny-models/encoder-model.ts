/** A tiny BERT: reads texts both ways and makes vectors of them, writes nothing. Its weights are random, its vectors the same each time. */
import { seededRandom } from '../long-run.ts';
import { type GgufLayout, type TensorInput, writeGguf } from './gguf-writer.ts';

/** llama.cpp's llama_pooling_type. */
const poolings = { mean: 1, cls: 2, last: 3 } as const;

export interface EncoderModelOptions {
  pooling?: keyof typeof poolings;
  /** Tokens that it was trained for; its places end there. */
  contextLength?: number;
  layers?: number;
}

/** Numbers in each vector. */
export const encoderWidth = 32;
const heads = 2;
const feedForward = 64;
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const words = ['a', 'cat', 'is', 'sleeping', 'the', 'river', 'rose', 'rates', '.', ...'bcdefghijklmnopqrstuvwxyz'];

/** Writes the model. A word that it knows is one token; every text is read between `[CLS]` and `[SEP]`. */
export function writeEncoderModel(
  path: string,
  { pooling = 'mean', contextLength = 64, layers = 2 }: EncoderModelOptions = {},
): GgufLayout {
  // A word begins with U+2581; the letters can follow within one, too.
  const tokens = [...special, ...words.map((word) => `\u2581${word}`), ...'abcdefghijklmnopqrstuvwxyz'];
  const metadata = {
    'general.architecture': 'bert',
    'general.type': 'model',
    'general.name': 'Tiny encoder',
    'bert.block_count': layers,
    'bert.context_length': contextLength,
    'bert.embedding_length': encoderWidth,
    'bert.feed_forward_length': feedForward,
    'bert.attention.head_count': heads,
    'bert.attention.layer_norm_epsilon': { type: 'f32' as const, value: 1e-6 },
    'bert.attention.causal': false,
    'bert.pooling_type': poolings[pooling],
    'tokenizer.ggml.model': 'bert',
    'tokenizer.ggml.token_type_count': 2,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((_, id) => (id < special.length ? 3 : 1)),
    'tokenizer.ggml.padding_token_id': 0,
    'tokenizer.ggml.unknown_token_id': 1,
    'tokenizer.ggml.cls_token_id': 2,
    'tokenizer.ggml.bos_token_id': 2,
    'tokenizer.ggml.seperator_token_id': 3,
    'tokenizer.ggml.eos_token_id': 3,
    'tokenizer.ggml.mask_token_id': 4,
  };
  return writeGguf(path, { metadata, tensors: listTensors(tokens.length, contextLength, layers) });
}

function listTensors(vocabulary: number, contextLength: number, layers: number): TensorInput[] {
  const random = seededRandom(7);
  const tensor = (name: string, shape: number[], value: () => number): TensorInput => {
    const length = shape.reduce((product, one) => product * one, 1);
    return { name, shape, type: 'f32', data: new Uint8Array(Float32Array.from({ length }, value).buffer) };
  };
  const matrix = (name: string, ...shape: number[]) => tensor(`${name}.weight`, shape, () => random() - 0.5);
  const norm = (name: string) => [tensor(`${name}.weight`, [encoderWidth], () => 1), tensor(`${name}.bias`, [encoderWidth], () => 0)];
  const linear = (name: string, from: number, to: number) => [matrix(name, from, to), tensor(`${name}.bias`, [to], () => 0)];
  const layer = (index: number): TensorInput[] => [
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].flatMap((name) => linear(`blk.${index}.${name}`, encoderWidth, encoderWidth)),
    ...norm(`blk.${index}.attn_output_norm`),
    ...linear(`blk.${index}.ffn_up`, encoderWidth, feedForward),
    ...linear(`blk.${index}.ffn_down`, feedForward, encoderWidth),
    ...norm(`blk.${index}.layer_output_norm`),
  ];
  return [
    matrix('token_embd', encoderWidth, vocabulary),
    matrix('token_types', encoderWidth, 2),
    matrix('position_embd', encoderWidth, contextLength),
    ...norm('token_embd_norm'),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
  ];
}
