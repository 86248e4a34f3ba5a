import type { Model } from '../../../shared/models.ts';

/** "Qwen3 8B Q4_K_M": for sentences, as several versions of a model may lie here. */
export const fullName = ({ name, quantization }: Pick<Model, 'name' | 'quantization'>): string =>
  quantization ? `${name} ${quantization}` : name;
