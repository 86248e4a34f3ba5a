/** What is known of model files beyond what they say themselves: their hash, where they came from, when both were last compared. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type SourceId, sourceIdSchema } from '../../../shared/hub.ts';

/** A file as it lies on disk now. */
export interface FileState {
  path: string;
  sizeBytes: number;
  /** Whole milliseconds since 1970. */
  modifiedAt: number;
}

/** What the source has in place of a file now: the same, another one, none. */
export type UpstreamState = 'same' | 'newer' | 'gone';

const factsSchema = z.object({
  path: z.string(),
  size_bytes: z.number(),
  modified_at: z.number(),
  sha256: z.string().nullable(),
  expected_sha256: z.string().nullable(),
  source: sourceIdSchema.nullable(),
  repository: z.string().nullable(),
  revision: z.string().nullable(),
  file_name: z.string().nullable(),
  verified_at: z.number().nullable(),
  upstream: z.string().nullable(),
});

const upstreamSchema = z.object({ state: z.enum(['same', 'newer', 'gone']), checkedAt: z.number() });

export interface FileFacts {
  path: string;
  /** As it should be where a source is known, else as it was. */
  sizeBytes: number;
  modifiedAt: number;
  /** What the bytes were found to be; undefined: never computed. */
  sha256: string | undefined;
  /** What they should be. */
  expectedSha256: string | undefined;
  origin: { source: SourceId; repository: string; revision: string | undefined; fileName: string } | undefined;
  /** When both hashes last agreed. */
  verifiedAt: number | undefined;
  upstream: z.infer<typeof upstreamSchema> | undefined;
}

/** One row per path, all of them in memory as well: the library asks for every file at every change. */
export class FileFactsStore {
  readonly #database: DatabaseSync;
  readonly #rows = new Map<string, FileFacts>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    for (const row of database.prepare('SELECT * FROM model_file').all()) {
      const parsed = factsSchema.safeParse(row);
      if (parsed.success) this.#rows.set(parsed.data.path, fromRow(parsed.data));
    }
  }

  /** What was recorded for this path, whatever lies there now: the way to repair a file that has lost its end. */
  recorded(path: string): FileFacts | undefined {
    return this.#rows.get(path);
  }

  /** What holds for this very file: nothing once it is of another size; hashes only while it is unchanged. */
  of(file: FileState): FileFacts | undefined {
    const facts = this.#rows.get(file.path);
    if (facts === undefined || facts.sizeBytes !== file.sizeBytes) return undefined;
    return facts.modifiedAt === file.modifiedAt ? facts : { ...facts, sha256: undefined, verifiedAt: undefined };
  }

  /** Replaces everything that is known of the path. */
  put(facts: FileFacts): void {
    const { path, sizeBytes, modifiedAt, origin } = facts;
    this.#database
      .prepare(
        `INSERT OR REPLACE INTO model_file
          (path, size_bytes, modified_at, sha256, expected_sha256, source, repository, revision, file_name, verified_at, upstream)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[path, sizeBytes, modifiedAt, facts.sha256 ?? null, facts.expectedSha256 ?? null],
        ...[origin?.source ?? null, origin?.repository ?? null, origin?.revision ?? null, origin?.fileName ?? null],
        ...[facts.verifiedAt ?? null, facts.upstream === undefined ? null : JSON.stringify(facts.upstream)],
      );
    this.#rows.set(path, facts);
  }

  /** Changes what is known of this very file; what is known of another one that lay there is forgotten. */
  update(file: FileState, change: Partial<Omit<FileFacts, 'path' | 'sizeBytes' | 'modifiedAt'>>): void {
    this.put({ ...(this.of(file) ?? unknownFacts), ...change, ...fileStateOf(file) });
  }

  /** What a place tells of its files: keeps the hash that was computed, writes only where something is new. */
  learn(file: FileState, told: Pick<FileFacts, 'expectedSha256' | 'origin'>): void {
    const known = this.of(file);
    const isKnown = known?.expectedSha256 === told.expectedSha256 && JSON.stringify(known?.origin) === JSON.stringify(told.origin);
    if (known === undefined || !isKnown) this.update(file, told);
  }
}

const unknownFacts = { sha256: undefined, expectedSha256: undefined, origin: undefined, verifiedAt: undefined, upstream: undefined };

function fileStateOf({ path, sizeBytes, modifiedAt }: FileState): FileState {
  return { path, sizeBytes, modifiedAt };
}

function fromRow(row: z.infer<typeof factsSchema>): FileFacts {
  const { source, repository, file_name: fileName } = row;
  const hasOrigin = source !== null && repository !== null && fileName !== null;
  return {
    path: row.path,
    sizeBytes: row.size_bytes,
    modifiedAt: row.modified_at,
    sha256: row.sha256 ?? undefined,
    expectedSha256: row.expected_sha256 ?? undefined,
    origin: hasOrigin ? { source, repository, revision: row.revision ?? undefined, fileName } : undefined,
    verifiedAt: row.verified_at ?? undefined,
    upstream: parseUpstream(row.upstream),
  };
}

function parseUpstream(text: string | null): FileFacts['upstream'] {
  try {
    return text === null ? undefined : upstreamSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
