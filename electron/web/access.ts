/**
 * Who may speak to the host over HTTP: its own page in a browser of this computer (by cookie), and programs of the same person that
 * read the token from the data folder (by bearer). Everybody else is refused, other pages in the same browser above all.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** 401: knows no token. 403: comes from elsewhere. */
export type Refusal = 401 | 403;

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

export interface Access {
  /** Plain requests. A page elsewhere can send them, but not with this cookie, and not under this Host name. */
  refuse(request: IncomingMessage): Refusal | undefined;
  /** Requests that change something, and sockets: from the own page (its Origin must be told), or by bearer without any Origin. */
  refuseStrictly(request: IncomingMessage): Refusal | undefined;
  isToken(offered: string | null): boolean;
  readonly setCookie: string;
}

export function createAccess(options: { port: number; token: string }): Access {
  const { port, token } = options;
  // Cookies know no ports: without it in the name, a second host would log the first one out.
  const cookieName = `alcove-${port}`;
  const ownHosts = [`127.0.0.1:${port}`, `localhost:${port}`];

  const isOwnHost = (request: IncomingMessage) => ownHosts.includes(request.headers.host ?? '');
  const isOwnOrigin = (request: IncomingMessage) => request.headers.origin === `http://${request.headers.host}`;
  const hasCookie = (request: IncomingMessage) =>
    (request.headers.cookie ?? '').split(';').some((pair) => {
      const [name, value] = pair.trim().split('=');
      return name === cookieName && value !== undefined && isSame(value, token);
    });
  const hasBearer = (request: IncomingMessage) => {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    return bearer !== undefined && isSame(bearer, token);
  };

  return {
    refuse(request) {
      if (!isOwnHost(request)) return 403;
      if (request.headers.origin !== undefined && !isOwnOrigin(request)) return 403;
      return hasCookie(request) ? undefined : 401;
    },
    refuseStrictly(request) {
      if (!isOwnHost(request)) return 403;
      if (request.headers.origin === undefined) return hasBearer(request) ? undefined : 403;
      if (!isOwnOrigin(request)) return 403;
      return hasCookie(request) ? undefined : 401;
    },
    isToken: (offered) => offered !== null && isSame(offered, token),
    setCookie: `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  };
}
