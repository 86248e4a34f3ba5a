/** The repositories of the stand-in: what is given, and what the hub makes of it (hashes, commits). */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bytesContent, type Content, fileContent, readAll } from './content.ts';

export interface RepositoryInput {
  /** publisher/name */
  id: string;
  /** By path. Text is text; `{{hub}}` and `{{data}}` in it become the origins of the stand-in. */
  files?: Record<string, Content | string>;
  /** Files of this folder, too. */
  folder?: string;
  gated?: 'auto' | 'manual';
  isPrivate?: boolean;
  isDisabled?: boolean;
  /** Large files are kept in xet. */
  isXet?: boolean;
  tags?: string[];
  pipelineTag?: string;
  libraryName?: string;
  cardData?: Record<string, unknown>;
  /** As `expand=gguf` tells it. */
  gguf?: { total?: number; architecture?: string; context_length?: number; chat_template?: string; bos_token?: string; eos_token?: string };
  safetensors?: { parameters: Record<string, number>; total: number };
  downloads?: number;
  likes?: number;
  trendingScore?: number;
  createdAt?: string;
  lastModified?: string;
}

export interface HubFile {
  path: string;
  content: Content;
  sizeBytes: number;
  sha256: string;
  /** Git's name for it: of the file itself, or of the pointer where the file is large. */
  oid: string;
  isLfs: boolean;
  xetHash: string | undefined;
}

export interface Commit {
  sha: string;
  title: string;
  date: string;
  files: ReadonlyMap<string, HubFile>;
}

export interface Repository extends RepositoryInput {
  /** Mongo's. */
  _id: string;
  /** The newest first. */
  commits: Commit[];
}

export async function buildRepository(input: RepositoryInput, origins: { hub: string; data: string }): Promise<Repository> {
  const contents = new Map<string, Content>();
  for (const path of input.folder ? listFiles(input.folder) : []) contents.set(path, fileContent(join(input.folder as string, path)));
  for (const [path, given] of Object.entries(input.files ?? {})) contents.set(path, toContent(given, origins));
  const repository: Repository = { ...input, _id: hex('sha1', input.id).slice(0, 24), commits: [] };
  await commit(repository, { title: 'initial commit', changes: contents });
  return repository;
}

/** Adds a commit; an undefined content removes a file. */
export async function commit(
  repository: Repository,
  { title, changes }: { title: string; changes: Iterable<[string, Content | undefined]> },
): Promise<Commit> {
  const files = new Map(repository.commits[0]?.files);
  for (const [path, content] of changes) {
    if (content) files.set(path, await describeFile(path, content, repository.isXet));
    else files.delete(path);
  }
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const names = [...sorted.values()].map((file) => `${file.path} ${file.oid}`).join('\n');
  const made: Commit = {
    sha: hex('sha1', `${repository.id} ${repository.commits.length}\n${names}`),
    title,
    date: repository.commits.length === 0 ? (repository.lastModified ?? '2026-10-01T08:00:00.000Z') : new Date().toISOString(),
    files: sorted,
  };
  repository.commits.unshift(made);
  return made;
}

/** A branch, HEAD, or a commit's name; pull requests show the newest as well. */
export function findCommit(repository: Repository, revision: string): Commit | undefined {
  if (['main', 'HEAD', 'master', 'refs/pr/1', 'refs/heads/main'].includes(revision)) return repository.commits[0];
  return repository.commits.find((candidate) => candidate.sha === revision || (revision.length >= 7 && candidate.sha.startsWith(revision)));
}

export async function describeFile(path: string, content: Content, isXet = false): Promise<HubFile> {
  const isLfs = /\.(gguf|safetensors|bin|pt|onnx|jpe?g|imatrix|dat)$/i.test(path) || content.sizeBytes > 10e6;
  const sha256 = await content.sha256();
  const file = {
    path,
    content,
    sizeBytes: content.sizeBytes,
    sha256,
    isLfs,
    xetHash: isLfs && isXet ? hex('sha256', `xet ${sha256}`) : undefined,
  };
  const body = isLfs ? Buffer.from(pointerText(file)) : await readAll(content);
  return { ...file, oid: hex('sha1', Buffer.concat([Buffer.from(`blob ${body.length}\0`), body])) };
}

/** What Git keeps in place of a large file. */
export function pointerText({ sha256, sizeBytes }: Pick<HubFile, 'sha256' | 'sizeBytes'>): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`;
}

export function toContent(given: Content | string, origins: { hub: string; data: string }): Content {
  if (typeof given !== 'string') return given;
  return bytesContent(given.replaceAll('{{hub}}', origins.hub).replaceAll('{{data}}', origins.data));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

export function hex(algorithm: 'sha1' | 'sha256' | 'md5', data: string | Uint8Array): string {
  return createHash(algorithm).update(data).digest('hex');
}
