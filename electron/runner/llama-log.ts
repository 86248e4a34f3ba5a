/** Keeps the engine's last words, so that a failed load can say why. */

const keptLines = 200;
const reasonLines = 3;
/** Lines that tell that something failed, not why. */
const emptyReasons = [/failed to load model$/, /^Failed simulating model resource usage/];
const prefixes = /^(?:llama_model_load|gguf_init_from_file\w*): (?:error loading model: )?/;

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
    const said = new Set(lines.map((line) => line.replace(prefixes, '')));
    return said.size === 0 ? message : [...said].slice(-reasonLines).join('\n');
  }
}
