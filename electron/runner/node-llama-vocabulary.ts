/** A model's tokens as the runner sees them. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { SpecialToken, Vocabulary } from './core.ts';
import { createByteReader } from './token-bytes.ts';

/** Token types of the GGUF specification that a person's text must never turn into. */
const unknownType = 2;
const controlType = 3;
const looksLikeMarker = /^[<[].+[>\]]$/;

export function createVocabulary(model: LlamaModel): Vocabulary {
  const { tokens } = model;
  const specialTokens = listSpecialTokens(model);
  const controlIds = new Set(Array.from(specialTokens.values(), ({ id }) => id));
  const fileTokens = model.fileInfo.metadata.tokenizer?.ggml;
  const toBytes = createByteReader(fileTokens?.model, fileTokens?.tokens ?? []);
  const { prefix, suffix, middle } = tokens.infill;
  return {
    size: fileTokens?.tokens?.length ?? 0,
    infill: prefix === null || suffix === null || middle === null ? undefined : { prefix, suffix, middle },
    bytesOf: (token) => toBytes(token) ?? Buffer.from(model.detokenize([token as Token], false)),
    tokenize: (text) => model.tokenize(text, false),
    detokenize: (list, previous) => model.detokenize(list as Token[], false, previous as Token[]),
    isEndOfTurn: (token) => model.isEogToken(token as Token),
    isControl: (token) => controlIds.has(token),
    specialTokens,
    firstToken: tokens.shouldPrependBosToken && tokens.bos !== null ? tokens.bos : undefined,
    beginText: tokens.bosString ?? '',
    endText: tokens.eosString ?? '',
  };
}

function listSpecialTokens(model: LlamaModel): Map<string, SpecialToken> {
  const { tokens = [], token_type: types = [] } = model.fileInfo.metadata.tokenizer?.ggml ?? {};
  const special = new Map<string, SpecialToken>();
  for (const [id, type] of types.entries()) {
    const text = tokens[id];
    if ((type !== controlType && type !== unknownType) || text === undefined || text === '') continue;
    const attributes = model.getTokenAttributes(id as Token);
    special.set(text, { id, text, takesSpacesBefore: attributes.lstrip, takesSpacesAfter: attributes.rstrip });
  }
  // The engine itself counts more as control than some files say: an end of turn that is marked as ordinary, say.
  for (const [id, text] of tokens.entries()) {
    if (!looksLikeMarker.test(text) || special.has(text) || !model.getTokenAttributes(id as Token).control) continue;
    special.set(text, { id, text, takesSpacesBefore: false, takesSpacesAfter: false });
  }
  return special;
}
