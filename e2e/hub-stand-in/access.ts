/** Who may see what: the table of errors that the hub answers with. */
import { type Account, type Call, HubError } from './call.ts';
import { type Commit, findCommit, type HubFile, type Repository } from './repositories.ts';

/** Undefined: nobody. Throws 401 for a token that is none. */
export function findAccount({ hub, request }: Call): Account | undefined {
  const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const account = hub.accounts[token];
  if (!account) throw new HubError(401, 'Invalid credentials in Authorization header');
  return account;
}

/** Throws as the hub does: a private repository is not there for a stranger, and nobody is told which it is. */
export function findRepository(call: Call, id: string): Repository {
  const account = findAccount(call);
  const repository = call.hub.repositories.get(id);
  const publisher = id.split('/')[0] as string;
  const isHidden = repository?.isPrivate && account?.name !== publisher && !account?.organizations?.includes(publisher);
  if (!repository || isHidden) {
    if (account) throw new HubError(404, 'Repository not found', { code: 'RepoNotFound' });
    throw new HubError(401, 'Invalid username or password.', { code: 'RepoNotFound' });
  }
  if (repository.isDisabled) throw new HubError(403, 'Access to this resource is disabled.');
  return repository;
}

/** For the files of a gated repository; what is told about it is public. */
export function checkGrant(call: Call, repository: Repository): void {
  if (!repository.gated) return;
  const account = findAccount(call);
  const headers = { 'x-repo-commit': repository.commits[0]?.sha ?? '' };
  const page = `${call.hub.endpoint}/${repository.id}`;
  if (!account) {
    const message = `Access to model ${repository.id} is restricted. You must have access to it and be authenticated to access it. Please log in.`;
    throw new HubError(401, message, { code: 'GatedRepo', headers });
  }
  if (account.grants && !account.grants.includes(repository.id)) {
    const message = `Access to model ${repository.id} is restricted and you are not in the authorized list. Visit ${page} to ask for access.`;
    throw new HubError(403, message, { code: 'GatedRepo', headers });
  }
}

export function needCommit(repository: Repository, revision: string): Commit {
  const found = findCommit(repository, revision);
  if (!found) throw new HubError(404, `Invalid rev id: ${revision}`, { code: 'RevisionNotFound' });
  return found;
}

export function needFile(commit: Commit, path: string): HubFile {
  const file = commit.files.get(path);
  if (!file) throw new HubError(404, 'Entry not found', { code: 'EntryNotFound', headers: { 'x-repo-commit': commit.sha } });
  return file;
}
