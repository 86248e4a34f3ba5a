/** Which proxy stands between this computer and an address: a person's own, the system's, the environment's, or none. */
import { AppError } from '../../shared/errors.ts';
import { isLoopback } from './loopback.ts';

export interface ProxyChoice {
  proxy: 'system' | 'none' | 'own';
  /** For `own`: http://user:password@host:port; a bare host:port means http. */
  proxyUrl: string;
}

export interface ProxyFinder {
  choice: ProxyChoice;
  /** Chromium's answer for an address (`PROXY host:port; DIRECT`); undefined: the environment counts. */
  resolveProxy: ((url: string) => Promise<string>) | undefined;
  environment: NodeJS.ProcessEnv;
}

/** The proxy's address, or undefined for a direct way. Throws hub.unreachable{reason: proxy} for an address that is none. */
export async function findProxy(url: string, { choice, resolveProxy, environment }: ProxyFinder): Promise<string | undefined> {
  if (choice.proxy === 'none') return undefined;
  if (choice.proxy === 'own') return choice.proxyUrl.trim() === '' ? undefined : parseProxy(choice.proxyUrl);
  if (resolveProxy === undefined) return findEnvironmentProxy(new URL(url), environment);
  return parseChromiumProxy(await resolveProxy(url).catch(() => 'DIRECT'));
}

function parseProxy(text: string): string {
  const address = text.trim();
  const url = URL.parse(/^[a-z0-9+.-]+:\/\//i.test(address) ? address : `http://${address}`);
  if (url === null || url.hostname === '' || !/^(?:https?|socks5?):$/.test(url.protocol)) {
    throw new AppError('hub.unreachable', `This is no address of a proxy: ${address}`, { data: { host: address, reason: 'proxy' } });
  }
  return url.href;
}

const chromiumKinds: Record<string, string> = { PROXY: 'http', HTTPS: 'https', SOCKS: 'socks5', SOCKS5: 'socks5' };

/** The first of `PROXY a:1; DIRECT`; SOCKS4 is not spoken here and is passed over. */
function parseChromiumProxy(answer: string): string | undefined {
  for (const entry of answer.split(';')) {
    const [kind = '', host] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return undefined;
    const protocol = chromiumKinds[kind.toUpperCase()];
    if (protocol !== undefined && host) return `${protocol}://${host}`;
  }
  return undefined;
}

/** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY in either case, and NO_PROXY; this computer itself is always reached directly, as Go does it. */
function findEnvironmentProxy(url: URL, environment: NodeJS.ProcessEnv): string | undefined {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const found = (url.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY')) ?? read('ALL_PROXY');
  if (found === undefined || isOwn(url) || isExcepted(url, read('NO_PROXY') ?? '')) return undefined;
  return parseProxy(found);
}

function isOwn({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopback(hostname);
}

function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const plain = name.replace(/^\*?\./, '');
    return plain !== '' && (onlyPort === undefined || onlyPort === port) && (host === plain || host.endsWith(`.${plain}`));
  });
}

/** Without user and password, for showing. */
export function withoutPassword(proxy: string): string {
  const url = new URL(proxy);
  return `${url.protocol}//${url.host}`;
}
