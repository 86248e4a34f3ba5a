/** Addresses that a person types. */

/** The web address without a slash at its end; undefined where it is none. `huggingface.co` alone becomes an https address. */
export function parseAddress(text: string): string | undefined {
  const typed = text.trim();
  const whole = /^[\w.-]+(?::\d+)?(?:\/|$)/.test(typed) ? `https://${typed}` : typed;
  try {
    const { protocol, hostname, href } = new URL(whole);
    if (!/^https?:$/.test(protocol) || hostname === '') return undefined;
    return href.replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}

/** `http://user:password@host:port`; a host and port alone become http. */
export function parseProxy(text: string): string | undefined {
  const typed = text.trim();
  const whole = typed.includes('://') ? typed : `http://${typed}`;
  try {
    const { protocol, hostname, pathname } = new URL(whole);
    if (!/^https?:$/.test(protocol) || hostname === '' || pathname.length > 1) return undefined;
    return whole.replace(/\/$/, '');
  } catch {
    return undefined;
  }
}
