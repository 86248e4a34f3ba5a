import type { WebFrameMain } from 'electron';

/** Whether an address is of our own page. Protocol and host are compared because Node calls the origin of every app: address "null". */
export function isOwnPage(url: string, pageUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  const own = new URL(pageUrl);
  return protocol === own.protocol && host === own.host;
}

/** Only the top frame of our own page may speak to the host. */
export const isOwnTopFrame = (frame: WebFrameMain | null, pageUrl: string): boolean =>
  frame !== null && frame.parent === null && isOwnPage(frame.url, pageUrl);
