/** What went wrong on the way to another computer, as a reason that somebody can act on. */
import { networkInterfaces } from 'node:os';
import { AppError } from '../../shared/errors.ts';

export type UnreachableReason = 'offline' | 'dns' | 'refused' | 'timeout' | 'certificate' | 'proxy' | 'reset';

const reasons: Record<string, UnreachableReason> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ENETUNREACH: 'offline',
  EHOSTUNREACH: 'offline',
  ENETDOWN: 'offline',
  EADDRNOTAVAIL: 'offline',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EPROTO: 'certificate',
};
const certificateCodes =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UND_ERR_PRX_TLS|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;
/** Through a tunnel only the proxy itself can be refused, unknown or silent while connecting. */
const connectCodes =
  /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|UND_ERR_ABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_INVALID_ARG|UND_ERR_SOCKS5\w*)$/;

/** Undefined for what is no failure of the network (an abort, a bug). `proxy`: the one the request went through. An AppError of a lookup stays. */
export function toUnreachable(error: unknown, url: string, proxy?: string): AppError | undefined {
  if (error instanceof AppError) return error.code === 'hub.unreachable' ? error : undefined;
  if (error instanceof TypeError && error.cause instanceof AppError) return error.cause;
  const codes = codesOf(error);
  const isProxys = proxy !== undefined && codes.some((code) => connectCodes.test(code));
  const reason = isProxys ? 'proxy' : (reasonOf(codes) ?? (isRefusedByFetch(error) ? 'refused' : undefined));
  if (reason === undefined) return undefined;
  const host = new URL(isProxys ? proxy : url).host;
  return new AppError('hub.unreachable', `${host} cannot be reached (${reason})`, { data: { host, reason }, cause: error });
}

function reasonOf(codes: readonly string[]): UnreachableReason | undefined {
  for (const code of codes) {
    if (certificateCodes.test(code)) return 'certificate';
    const reason = reasons[code];
    if (reason === 'dns' && !hasNetwork()) return 'offline';
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What fetch refuses by itself, a forbidden port say, comes as a TypeError around an error without a code. */
function isRefusedByFetch(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error;
}

/** Codes of an error, of what caused it, and of all tries where several addresses were tried. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = (error as NodeJS.ErrnoException).code;
  const inner = error instanceof AggregateError ? error.errors.flatMap((each) => codesOf(each, depth + 1)) : [];
  return [...(typeof code === 'string' ? [code] : []), ...inner, ...codesOf(error.cause, depth + 1)];
}

function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}
