/** Addresses on the data host: signed, and good for a while. */
import { createHmac } from 'node:crypto';
import type { Content } from './content.ts';
import type { HubFile, Repository } from './repositories.ts';

interface SignedFile {
  repository: string;
  file: HubFile;
}

export class SignedFiles {
  readonly #files = new Map<string, SignedFile>();
  /** By xet's hash: files whose parts may be asked for. */
  readonly xet = new Map<string, { subject: string; content: Content }>();
  readonly #secret = 'stand-in';

  /** Path and query of an address that holds for so many seconds. What it names stays what it is, whatever is committed later. */
  sign(repository: Repository, file: HubFile, seconds: number): string {
    const folder = file.xetHash ? `xet-bridge-us/${repository._id}` : `repos/${repository._id.slice(0, 2)}/${repository._id}`;
    const path = `/${folder}/${file.sha256}/${encodeURIComponent(file.path)}`;
    this.#files.set(path, { repository: repository.id, file });
    const expires = Math.floor(Date.now() / 1000 + seconds);
    const name = file.path.split('/').at(-1) as string;
    const query = new URLSearchParams({
      'response-content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}; filename="${name}";`,
      'X-Amz-Expires': String(seconds),
      Expires: String(expires),
      Signature: this.#signature(path, expires),
    });
    return `${path}?${query}`;
  }

  find(path: string): SignedFile | undefined {
    return this.#files.get(path);
  }

  check(url: URL): 'ok' | 'expired' | 'wrong' {
    const expires = Number(url.searchParams.get('Expires'));
    if (url.searchParams.get('Signature') !== this.#signature(url.pathname, expires)) return 'wrong';
    return Date.now() / 1000 < expires ? 'ok' : 'expired';
  }

  #signature(path: string, expires: number): string {
    return createHmac('sha256', this.#secret).update(`${path} ${expires}`).digest('base64url');
  }
}
