const usualPorts: Record<string, string> = { http: '80', https: '443' };

/** The origin of a web page as a browser writes it: `https://a.example`, or `*` for every page. Undefined for anything else. */
export function parseOrigin(text: string): string | undefined {
  const typed = text.trim().replace(/\/+$/, '');
  if (typed === '*') return '*';
  const whole = typed.includes('://') ? typed : `https://${typed}`;
  const [, scheme, host, port] = /^([a-z][a-z0-9+.-]*):\/\/([\p{L}\p{N}._-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/iu.exec(whole) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  const isUsualPort = port === undefined || port === usualPorts[scheme.toLowerCase()];
  return `${scheme.toLowerCase()}://${host.toLowerCase()}${isUsualPort ? '' : `:${port}`}`;
}
