/** The last answers of every hub, for when it cannot be reached: one small file each, the oldest go first. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { writeFileAtomically } from '../../lib/atomic-write.ts';
import { trimFolder } from '../../lib/trim-folder.ts';

const limits = { files: 300, fileBytes: 2e6 };

export class KeptAnswers {
  readonly #folder: string;

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
      void trimFolder(this.#folder, { files: limits.files }).catch(() => {});
    } catch {
      // A full disk must not keep anybody from searching.
    }
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
