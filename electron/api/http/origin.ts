/** Which web pages and which names of this computer are answered. Protects against pages that reach for 127.0.0.1 by DNS rebinding. */

import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Programs whose windows are pages of their own kind; no web page can have such an origin. */
const programSchemes = ['app:', 'tauri:', 'vscode-webview:', 'vscode-file:', 'capacitor:'];

/** What containers call the computer they run on; nobody can register a name that ends in .internal. */
const containerNames = ['host.docker.internal', 'host.containers.internal'];

/** The Host header names this computer: an address, localhost, or its own name where others may connect. */
export function isOwnHost(host: string | undefined, isOnNetwork: boolean): boolean {
  if (host === undefined) return false;
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (name === 'localhost' || name === '127.0.0.1' || name === '::1' || containerNames.includes(name)) return true;
  if (!isOnNetwork) return false;
  const own = hostname().toLowerCase();
  return isIP(name) !== 0 || name === own || name === `${own}.local`;
}

/** A request without an Origin comes from a program. */
export function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  return programSchemes.some((scheme) => origin.startsWith(`${scheme}//`));
}
