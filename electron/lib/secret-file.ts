/** One secret, kept by the system's keychain where there is one, else in a file that only its owner can read. */
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import type { Platform } from '../platform.ts';
import { writeFileAtomically } from './atomic-write.ts';

interface SecretFileOptions {
  /** Without a keychain; with one the encrypted text lies beside it, as `<file>.locked`. */
  file: string;
  cipher: Platform['cipher'];
}

export class SecretFile {
  readonly #options: SecretFileOptions;

  constructor(options: SecretFileOptions) {
    this.#options = options;
  }

  get keptIn(): 'keychain' | 'file' {
    return this.#options.cipher ? 'keychain' : 'file';
  }

  get path(): string {
    return this.#options.cipher ? `${this.#options.file}.locked` : this.#options.file;
  }

  /** Undefined when there is none, or when it was locked by another computer or person. What lies in plain moves into a keychain. */
  read(): string | undefined {
    const { cipher, file } = this.#options;
    if (!cipher) return readSecret(file);
    const locked = readSecret(`${file}.locked`, cipher);
    if (locked !== undefined) return locked;
    const plain = readSecret(file);
    if (plain !== undefined) this.#moveOver(plain);
    return plain;
  }

  /** The secret is in the file whole or not at all; an older one kept in the other way goes. */
  write(secret: string): void {
    const { cipher, file } = this.#options;
    writeFileAtomically(this.path, cipher ? cipher.encrypt(secret) : secret);
    if (process.platform !== 'win32') chmodSync(this.path, 0o600);
    rmSync(cipher ? file : `${file}.locked`, { force: true });
  }

  #moveOver(secret: string): void {
    try {
      this.write(secret);
    } catch {
      // It stays where it is, and the next start tries again.
    }
  }

  remove(): void {
    const { file } = this.#options;
    rmSync(file, { force: true });
    rmSync(`${file}.locked`, { force: true });
  }
}

function readSecret(path: string, cipher?: Platform['cipher']): string | undefined {
  try {
    const bytes = readFileSync(path);
    return (cipher?.decrypt(bytes) ?? bytes.toString('utf8')).trim() || undefined;
  } catch {
    return undefined;
  }
}
