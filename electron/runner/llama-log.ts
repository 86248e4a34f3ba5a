/** Keeps the engine's last words, so that a failed load can say why. */

const keptLines = 200;
/** Lines that tell that something failed, not why. */
const emptyReasons = [/^llama_model_load_from_file_impl: failed to load model/, /^llama_model_load: error loading model: *$/];

export class LlamaLog {
  readonly #lines: string[] = [];

  add(message: string): void {
    for (const line of message.split('\n')) if (line.trim() !== '') this.#lines.push(line.trim());
    if (this.#lines.length > keptLines) this.#lines.splice(0, this.#lines.length - keptLines);
  }

  /** The last lines that say why, newest last; the error's own message where the log is silent. */
  reason(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    const lines = this.#lines.filter((line) => !emptyReasons.some((pattern) => pattern.test(line)));
    return lines.length === 0 ? message : [...new Set(lines)].slice(-3).join('\n');
  }

  clear(): void {
    this.#lines.length = 0;
  }
}
