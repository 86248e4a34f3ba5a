/** Which address stands for Hugging Face, and where the access token may go. */
import type { HubState } from '../../../shared/hub.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { SecretFile } from '../../lib/secret-file.ts';

export const originalEndpoint = 'https://huggingface.co';
const mirrorEndpoint = 'https://hf-mirror.com';

interface HubAccessOptions {
  settings: () => Settings;
  secret: SecretFile;
  environment: NodeJS.ProcessEnv;
  /** What the command line says, which counts before everything else. */
  endpoint?: string | undefined;
}

export class HubAccess {
  readonly #options: HubAccessOptions;
  /** What the file holds; read once, since every request asks. */
  #kept: string | undefined;

  constructor(options: HubAccessOptions) {
    this.#options = options;
    this.#kept = options.secret.read();
  }

  get endpoint(): string {
    return this.describeEndpoint().endpoint;
  }

  /** The address in force, without a slash at its end, and who says so. */
  describeEndpoint(): Pick<HubState, 'endpoint' | 'endpointFrom'> {
    const told = cleanEndpoint(this.#options.endpoint ?? '');
    if (told !== undefined) return { endpoint: told, endpointFrom: 'command-line' };
    const { endpoint, ownEndpoint } = this.#options.settings();
    const fromSettings = {
      'hugging-face': originalEndpoint,
      mirror: mirrorEndpoint,
      own: cleanEndpoint(ownEndpoint),
      automatic: undefined,
    };
    const chosen = fromSettings[endpoint];
    if (chosen !== undefined) return { endpoint: chosen, endpointFrom: 'settings' };
    const given = cleanEndpoint(this.#options.environment.HF_ENDPOINT ?? '');
    return given === undefined ? { endpoint: originalEndpoint, endpointFrom: 'default' } : { endpoint: given, endpointFrom: 'environment' };
  }

  /** The kept one counts before HF_TOKEN: a person put it there in Alcove itself. */
  describeToken(): HubState['token'] {
    const { secret } = this.#options;
    const place = { keptIn: secret.keptIn, ...(secret.keptIn === 'file' && { path: secret.path }) };
    const token = this.#token;
    if (token === undefined) return { from: 'none', ...place };
    const hint = token.length < 10 ? '…' : `${token.slice(0, 3)}…${token.slice(-3)}`;
    return { from: this.#kept === undefined ? 'environment' : 'kept', hint, ...place };
  }

  /** Undefined for every address that is neither Hugging Face's nor one that the person named. */
  tokenFor(url: string): string | undefined {
    return this.mayHaveToken(url) ? this.#token : undefined;
  }

  /** Whether the token may be sent there. */
  mayHaveToken(url: string): boolean {
    const { origin } = new URL(url);
    return origin === originalEndpoint || this.#options.settings().tokenOrigins.some((allowed) => URL.parse(allowed)?.origin === origin);
  }

  /** Throws what the system says when the token cannot be written. */
  keep(token: string): void {
    this.#options.secret.write(token);
    this.#kept = token;
  }

  forget(): void {
    this.#options.secret.remove();
    this.#kept = undefined;
  }

  get #token(): string | undefined {
    return this.#kept ?? (this.#options.environment.HF_TOKEN?.trim() || undefined);
  }
}

/** An address without a slash at its end; a bare host is taken for https. Undefined for what is none. */
export function cleanEndpoint(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
