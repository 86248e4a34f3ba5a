/** Models with the shapes of real ones and weights that are all zero: gigabytes on paper, a few megabytes on disk. */
import { type GgufLayout, type MetadataInput, type TensorInput, type TensorType, writeGguf } from './gguf-writer.ts';

export interface Shape {
  architecture: 'llama' | 'qwen3' | 'qwen3moe' | 'gemma2' | 'gemma3' | 'gpt-oss' | 'lfm2' | 'deepseek2' | 'mamba';
  layers: number;
  width: number;
  heads: number;
  kvHeads: number;
  headLength: number;
  feedForward: number;
  vocabulary: number;
  contextLength: number;
  /** No output matrix of its own: the embeddings serve as one. */
  hasTiedOutput?: boolean;
  experts?: { count: number; used: number; feedForward: number };
  slidingWindow?: number;
  /** Every n-th layer attends, the others convolve (LFM2). */
  attentionEvery?: number;
  /** Multi-head latent attention (DeepSeek). */
  latent?: { rank: number; ropeLength: number; valueLength: number };
  type?: TensorType;
}

/** Writes a model of this shape, for what counts and measures models; it says nothing. */
export function writeShapedModel(path: string, shape: Shape): GgufLayout {
  return writeGguf(path, { metadata: describeShape(shape), tensors: listTensors(shape) });
}

function describeShape(shape: Shape): Record<string, MetadataInput> {
  const { architecture, experts, latent } = shape;
  const own = Object.entries({
    block_count: shape.layers,
    context_length: shape.contextLength,
    embedding_length: shape.width,
    feed_forward_length: shape.feedForward,
    'attention.head_count': shape.heads,
    'attention.head_count_kv': latent
      ? 1
      : shape.attentionEvery
        ? Array.from({ length: shape.layers }, (_, layer) => (hasAttention(shape, layer) ? shape.kvHeads : 0))
        : shape.kvHeads,
    'attention.key_length': latent ? latent.rank + latent.ropeLength : shape.headLength,
    'attention.value_length': latent ? latent.rank : shape.headLength,
    'attention.layer_norm_rms_epsilon': { type: 'f32' as const, value: 1e-6 },
    'rope.dimension_count': latent ? latent.ropeLength : shape.headLength,
    vocab_size: shape.vocabulary,
    ...(shape.slidingWindow && { 'attention.sliding_window': shape.slidingWindow }),
    ...(experts && { expert_count: experts.count, expert_used_count: experts.used, expert_feed_forward_length: experts.feedForward }),
    ...(shape.attentionEvery && { 'shortconv.l_cache': 3 }),
    ...(latent && {
      'attention.kv_lora_rank': latent.rank,
      'attention.key_length_mla': shape.headLength + latent.ropeLength,
      'attention.value_length_mla': latent.valueLength,
      leading_dense_block_count: 0,
      expert_shared_count: 1,
      expert_weights_scale: { type: 'f32' as const, value: 1 },
    }),
    ...(architecture === 'mamba' && {
      'ssm.conv_kernel': 4,
      'ssm.inner_size': shape.width * 2,
      'ssm.state_size': 16,
      'ssm.time_step_rank': shape.width / 16,
    }),
  }).map(([key, value]) => [`${architecture}.${key}`, value]);
  return {
    'general.architecture': architecture,
    'general.name': 'Shaped',
    ...Object.fromEntries(own),
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'gpt-2',
    'tokenizer.ggml.tokens': Array.from({ length: shape.vocabulary }, (_, id) => `t${id}`),
    'tokenizer.ggml.token_type': Array.from({ length: shape.vocabulary }, () => 1),
    'tokenizer.ggml.merges': ['t 0'],
    'tokenizer.ggml.eos_token_id': 0,
  };
}

function listTensors(shape: Shape): TensorInput[] {
  const { width, type = 'q4_0' } = shape;
  const matrix = (name: string, ...dimensions: number[]): TensorInput => ({ name: `${name}.weight`, shape: dimensions, type });
  const norm = (name: string, ...dimensions: number[]): TensorInput => ({
    name: `${name}.weight`,
    shape: dimensions.length === 0 ? [width] : dimensions,
    type: 'f32',
  });
  const tensors = [matrix('token_embd', width, shape.vocabulary), norm(shape.architecture === 'lfm2' ? 'token_embd_norm' : 'output_norm')];
  if (!shape.hasTiedOutput) tensors.push(matrix('output', width, shape.vocabulary));
  for (let layer = 0; layer < shape.layers; layer++) {
    const add: Add = (make, name, ...dimensions) => void tensors.push(make(`blk.${layer}.${name}`, ...dimensions));
    add(norm, 'attn_norm');
    if (shape.architecture === 'mamba') {
      addMamba(shape, (name, dimensions, isMatrix) =>
        tensors.push({ name: `blk.${layer}.${name}`, shape: dimensions, type: isMatrix ? type : 'f32' }),
      );
      continue;
    }
    if (!hasAttention(shape, layer)) addConvolution(shape, add, { matrix, norm });
    else if (shape.latent) addLatentAttention(shape, shape.latent, add, { matrix, norm });
    else addAttention(shape, add, { matrix, norm });
    if (shape.architecture !== 'gpt-oss') add(norm, 'ffn_norm');
    addFeedForward(shape, add, { matrix, norm });
    if (shape.architecture === 'gpt-oss')
      addBiases(shape, (name, dimensions) => tensors.push({ name: `blk.${layer}.${name}`, shape: dimensions, type: 'f32' }));
  }
  return tensors;
}

type Make = (name: string, ...dimensions: number[]) => TensorInput;
type Add = (make: Make, name: string, ...dimensions: number[]) => void;
type Kinds = { matrix: Make; norm: Make };

function addAttention(shape: Shape, add: Add, { matrix, norm }: Kinds): void {
  const { width, heads, kvHeads, headLength, architecture } = shape;
  add(matrix, 'attn_q', width, heads * headLength);
  add(matrix, 'attn_k', width, kvHeads * headLength);
  add(matrix, 'attn_v', width, kvHeads * headLength);
  add(matrix, 'attn_output', heads * headLength, width);
  if (!['llama', 'gemma2', 'gpt-oss'].includes(architecture)) {
    add(norm, 'attn_q_norm', headLength);
    add(norm, 'attn_k_norm', headLength);
  }
  if (['gemma2', 'gemma3', 'gpt-oss'].includes(architecture)) add(norm, 'post_attention_norm');
  if (['gemma2', 'gemma3'].includes(architecture)) add(norm, 'post_ffw_norm');
  if (architecture === 'gpt-oss') add(norm, 'attn_sinks', heads);
}

function hasAttention({ attentionEvery = 1 }: Shape, layer: number): boolean {
  return layer % attentionEvery === attentionEvery - 1;
}

function addConvolution({ width }: Shape, add: Add, { matrix, norm }: Kinds): void {
  add(norm, 'shortconv.conv', 3, width);
  add(matrix, 'shortconv.in_proj', width, 3 * width);
  add(matrix, 'shortconv.out_proj', width, width);
}

function addBiases({ width, experts }: Shape, add: (name: string, dimensions: number[]) => void): void {
  const { count = 0, feedForward = 0 } = experts ?? {};
  add('attn_output.bias', [width]);
  add('ffn_gate_inp.bias', [count]);
  add('ffn_gate_exps.bias', [feedForward, count]);
  add('ffn_up_exps.bias', [feedForward, count]);
  add('ffn_down_exps.bias', [width, count]);
}

function addLatentAttention(shape: Shape, latent: NonNullable<Shape['latent']>, add: Add, { matrix, norm }: Kinds): void {
  const { width, heads, headLength } = shape;
  add(matrix, 'attn_q', width, heads * (headLength + latent.ropeLength));
  add(matrix, 'attn_kv_a_mqa', width, latent.rank + latent.ropeLength);
  add(norm, 'attn_kv_a_norm', latent.rank);
  add(matrix, 'attn_k_b', headLength, latent.rank, heads);
  add(matrix, 'attn_v_b', latent.rank, latent.valueLength, heads);
  add(matrix, 'attn_output', heads * latent.valueLength, width);
}

function addFeedForward(shape: Shape, add: Add, { matrix, norm }: Kinds): void {
  const { width, experts } = shape;
  const ends = ['ffn_gate', 'ffn_up'];
  if (experts === undefined) {
    for (const name of ends) add(matrix, name, width, shape.feedForward);
    add(matrix, 'ffn_down', shape.feedForward, width);
    return;
  }
  add(norm, 'ffn_gate_inp', width, experts.count);
  for (const name of ends) add(matrix, `${name}_exps`, width, experts.feedForward, experts.count);
  add(matrix, 'ffn_down_exps', experts.feedForward, width, experts.count);
  if (shape.latent === undefined) return;
  for (const name of ends) add(matrix, `${name}_shexp`, width, experts.feedForward);
  add(matrix, 'ffn_down_shexp', experts.feedForward, width);
}

function addMamba(shape: Shape, add: (name: string, dimensions: number[], isMatrix: boolean) => void): void {
  const { width } = shape;
  const [inner, state, rank] = [width * 2, 16, width / 16];
  add('ssm_in.weight', [width, inner * 2], true);
  add('ssm_conv1d.weight', [4, inner], false);
  add('ssm_conv1d.bias', [inner], false);
  add('ssm_x.weight', [inner, rank + 2 * state], true);
  add('ssm_dt.weight', [rank, inner], true);
  add('ssm_dt.bias', [inner], false);
  add('ssm_a', [state, inner], false);
  add('ssm_d', [inner], false);
  add('ssm_out.weight', [inner, width], true);
}
