/** A place that models come from. Hugging Face (and its mirrors) and ModelScope stand behind it; nobody else knows them apart. */
import type { FoundModel, SearchPage, SearchQuery, SourceId, VersionFile } from '../../../shared/hub.ts';

/** One file of a repository at one commit. */
export interface FileRef {
  repository: string;
  revision: string;
  /** As on the hub, with its folders, not encoded. */
  path: string;
}

/** Where a file's bytes lie right now. */
export interface ResolvedFile {
  /** Signed and short-lived; ask again when it answers 403. */
  url: string;
  /** To be sent with it: an authorization only where the url is on the source's own host. */
  headers: Record<string, string>;
  sizeBytes: number;
  /** Lower-case hex; undefined for files that the source keeps no SHA-256 of. */
  sha256: string | undefined;
  /** The commit that it belongs to. */
  revision: string;
}

/** What a source tells of a repository at one commit. */
export interface RepositoryFacts {
  model: FoundModel;
  revision: string;
  tags: string[];
  baseModel: string | undefined;
  /** Every file, at that revision. */
  files: VersionFile[];
  webUrl: string;
}

/** All throw hub.*, and the signal's reason after an abort. */
export interface ModelSource {
  readonly id: SourceId;
  /** One page; the answer's `cursor` leads to the next. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage>;
  /** `revision`: a branch or commit; unset: the newest. */
  describe(repository: string, options?: { revision?: string; signal?: AbortSignal }): Promise<RepositoryFacts>;
  /** The model card as it is, front matter included. Undefined when there is none. */
  readCard(repository: string, revision: string, signal?: AbortSignal): Promise<string | undefined>;
  /** What a person must do before its files can be had. */
  checkAccess(repository: string, signal?: AbortSignal): Promise<'sign-in' | 'ask' | undefined>;
  /** The files at the newest commit, without those that are gone. */
  findFiles(repository: string, paths: readonly string[], signal?: AbortSignal): Promise<VersionFile[]>;
  /** Throws hub.* (hub.sign-in-needed, hub.access-needed, hub.rate-limited, hub.not-found, hub.portal among them). */
  resolve(file: FileRef, signal?: AbortSignal): Promise<ResolvedFile>;
}
