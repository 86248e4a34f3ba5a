/** The bytes behind a token's text in a GGUF file. */

/** Undefined for a token whose text has no bytes of its own. `model` is `tokenizer.ggml.model`. */
export function createByteReader(model: string | undefined, texts: readonly string[]): (token: number) => Uint8Array | undefined {
  if (model === 'gpt2') return (token) => readByteLevel(texts[token]);
  if (model === 'llama') return (token) => readSentencePiece(texts[token]);
  return () => undefined;
}

/** Byte-level BPE writes every byte as one printable character (GPT-2's bytes_to_unicode). */
function readByteLevel(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const bytes = Array.from(text, (character) => byteOf.get(character));
  return bytes.includes(undefined) ? undefined : Uint8Array.from(bytes as number[]);
}

/** SentencePiece writes a space as U+2581 and single bytes as <0xNN>. */
function readSentencePiece(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const byte = /^<0x([0-9A-F]{2})>$/.exec(text)?.[1];
  return byte === undefined ? Buffer.from(text.replaceAll('\u2581', ' ')) : Uint8Array.of(Number.parseInt(byte, 16));
}

const byteOf = listByteCharacters();

function listByteCharacters(): Map<string, number> {
  const isPrintable = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return new Map(Array.from({ length: 0x100 }, (_, byte) => [String.fromCharCode(isPrintable(byte) ? byte : next++), byte]));
}
