/** Which models make vectors of texts and nothing else, from what their file says. */

const encoders = /^(?:(?:nomic-|jina-|modern-|neo-|euro)?bert.*|gemma-embedding|t5encoder)$/;

/** A model that says how the vectors of its tokens are joined (llama.cpp's pooling_type, 0: not at all) was made for that. */
export function isEmbeddingModel({ architecture, poolingType }: { architecture: string; poolingType: unknown }): boolean {
  return encoders.test(architecture) || (typeof poolingType === 'number' && poolingType > 0);
}

/** Whether a model reads a text both ways, and so all of it in one step. */
export function readsWholeTexts({ architecture, isCausal }: { architecture: string; isCausal: unknown }): boolean {
  return encoders.test(architecture) || isCausal === false;
}
