import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const compressible = /^(?:text\/|application\/json|image\/svg)/;

export interface Compressor {
  /** The body as this client takes it; files that never change are compressed once and kept. */
  encode(file: {
    key: string;
    type: string;
    body: Buffer;
    isImmutable: boolean;
    accepts: string;
  }): Promise<{ body: Buffer; encoding?: 'br' | 'gzip' }>;
}

export function createCompressor(): Compressor {
  const kept = new Map<string, Promise<Buffer>>();
  return {
    async encode({ key, type, body, isImmutable, accepts }) {
      const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : undefined;
      if (!encoding || body.length < 1024 || !compressible.test(type)) return { body };
      const compress = () =>
        encoding === 'br'
          ? brotli(body, {
              params: { [constants.BROTLI_PARAM_QUALITY]: isImmutable ? 9 : 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
            })
          : promisify(gzip)(body);
      if (!isImmutable) return { body: await compress(), encoding };
      const name = `${encoding} ${key}`;
      const known = kept.get(name) ?? compress();
      kept.set(name, known);
      return { body: await known, encoding };
    },
  };
}
