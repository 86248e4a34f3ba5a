/** Notices which answers were written while no other one was: only their speed says what the computer can do. */
export class Alone {
  readonly #running = new Set<{ wasAlone: boolean }>();

  start(): { readonly wasAlone: boolean; end(): void } {
    for (const other of this.#running) other.wasAlone = false;
    const answer = { wasAlone: this.#running.size === 0, end: () => void this.#running.delete(answer) };
    this.#running.add(answer);
    return answer;
  }
}
