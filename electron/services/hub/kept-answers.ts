/** The last answers of every hub, for when it cannot be reached: one small file each, the oldest go first. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';

const limits = { files: 300, fileBytes: 2e6, writesBetweenTrims: 20 };

export class KeptAnswers {
  readonly #folder: string;
  #writes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What `ask` answers; or, where the hub is out of reach, what it answered last to the same question, with the time of that. */
  async keep<Answer extends object>(question: unknown, ask: () => Promise<Answer>): Promise<Answer & { keptFrom?: number }> {
    const file = join(this.#folder, `${createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 40)}.json`);
    try {
      const answer = await ask();
      this.#write(file, answer);
      return answer;
    } catch (error) {
      const kept = isOutOfReach(error) ? readKept<Answer>(file) : undefined;
      if (kept === undefined) throw error;
      return { ...kept.answer, keptFrom: kept.at };
    }
  }

  #write(file: string, answer: object): void {
    const text = JSON.stringify({ at: Date.now(), answer });
    if (text.length > limits.fileBytes) return;
    try {
      writeFileAtomically(file, text);
      this.#writes += 1;
      if (this.#writes % limits.writesBetweenTrims === 1) this.#trim();
    } catch {
      // A full disk must not keep anybody from searching.
    }
  }

  #trim(): void {
    const files = readdirSync(this.#folder, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
    const dated = files.map(({ name }) => ({ path: join(this.#folder, name), at: statSync(join(this.#folder, name)).mtimeMs }));
    for (const { path } of dated.sort((a, b) => b.at - a.at).slice(limits.files)) rmSync(path, { force: true });
  }
}

function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return (
    error.code === 'hub.unreachable' || error.code === 'hub.portal' || (error.code === 'hub.failed' && Number(error.data?.status) >= 500)
  );
}

function readKept<Answer>(file: string): { at: number; answer: Answer } | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { at: number; answer: Answer };
    return typeof kept.at === 'number' && typeof kept.answer === 'object' ? kept : undefined;
  } catch {
    return undefined;
  }
}
