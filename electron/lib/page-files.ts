/** The built page's files with their headers, for both hosts. A nonce is new for every load of the page. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy } from '../../shared/content-security-policy.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** What a page of ours may never do, wherever it is shown. */
export function securityHeaders(nonce: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
  };
}

export interface PageFile {
  body: Buffer<ArrayBuffer>;
  headers: Record<string, string>;
  /** Its name tells its content (Vite's hash): it never changes. */
  isImmutable: boolean;
}

/** Undefined when there is no such file, or the path would leave the folder. */
export async function readPageFile(root: string, pathname: string): Promise<PageFile | undefined> {
  const path = resolveInside(root, pathname);
  if (path === undefined) return undefined;
  const body = await readFile(path).catch(() => undefined);
  if (!body) return undefined;
  const nonce = randomBytes(16).toString('base64');
  const isPage = path.endsWith('.html');
  const isImmutable = pathname.startsWith('/assets/');
  return {
    body: isPage ? Buffer.from(body.toString('utf8').replaceAll('__CSP_NONCE__', nonce)) : body,
    headers: {
      ...securityHeaders(nonce),
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'cache-control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-store',
    },
    isImmutable,
  };
}

function resolveInside(root: string, pathname: string): string | undefined {
  try {
    const path = normalize(join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)));
    return path.startsWith(root + sep) && !path.includes('\0') ? path : undefined;
  } catch {
    return undefined;
  }
}
