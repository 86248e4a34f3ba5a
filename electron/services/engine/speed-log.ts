/** What models reached on this computer, kept in the database, so that an expected speed becomes a measured one. */
import type { DatabaseSync } from 'node:sqlite';
import type { LoadSettings } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import type { ReachedSpeed } from '../../../shared/speed.ts';

/** Old ones go: what a computer reached a year ago says little. */
const keptRows = 500;
/** How much the newest answer counts beside what was known. */
const newestShare = 0.5;

export class SpeedLog {
  readonly #database: DatabaseSync | undefined;

  /** Without a database nothing is kept. */
  constructor(database: DatabaseSync | undefined) {
    this.#database = database;
  }

  record(reached: ReachedSpeed & { tokens: number }): void {
    const { file, settings, gpuLayers, tokensPerSecond, expected = null, tokens } = reached;
    this.#database
      ?.prepare(
        `INSERT INTO speed (file, settings, gpu_layers, tokens_per_second, expected, tokens, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (file, settings) DO UPDATE SET
           tokens_per_second = CASE WHEN gpu_layers = excluded.gpu_layers
             THEN tokens_per_second * (1 - ${newestShare}) + excluded.tokens_per_second * ${newestShare}
             ELSE excluded.tokens_per_second END,
           gpu_layers = excluded.gpu_layers, expected = excluded.expected, tokens = excluded.tokens, measured_at = excluded.measured_at`,
      )
      .run(file, settings, gpuLayers, tokensPerSecond, expected, tokens, Date.now());
    this.#database
      ?.prepare('DELETE FROM speed WHERE rowid NOT IN (SELECT rowid FROM speed ORDER BY measured_at DESC, rowid DESC LIMIT ?)')
      .run(keptRows);
  }

  /** The newest first. */
  all(): ReachedSpeed[] {
    const rows = this.#database?.prepare('SELECT * FROM speed ORDER BY measured_at DESC, rowid DESC').all() ?? [];
    return rows.map((row) => ({
      file: String(row.file),
      settings: String(row.settings),
      gpuLayers: Number(row.gpu_layers),
      tokensPerSecond: Number(row.tokens_per_second),
      expected: row.expected === null ? undefined : Number(row.expected),
    }));
  }
}

/** Another file in its place is another model. */
export function speedFileOf({ files, sizeBytes, modifiedAt }: Pick<Model, 'files' | 'sizeBytes' | 'modifiedAt'>): string {
  return JSON.stringify([files[0]?.path, sizeBytes, modifiedAt]);
}

/** The load settings that change how fast it writes. */
export function speedSettingsOf(settings: LoadSettings): string {
  const { contextLength, gpuLayers, threads, flashAttention, kvCacheType, parallelSlots } = settings;
  return JSON.stringify({ contextLength, gpuLayers, threads, flashAttention, kvCacheType, parallelSlots });
}
