/** How the page reaches us and nothing else: its files by the app: scheme, the contract over a port, and no permissions. */
import { RPCHandler } from '@orpc/server/message-port';
import { ipcMain, protocol, session } from 'electron';
import { answerPicture, cardPicturePath, type FetchPicture } from '../lib/card-picture.ts';
import { readPageFile } from '../lib/page-files.ts';
import type { Router } from '../start-host.ts';
import { isOwnPage, isOwnTopFrame } from './own-page.ts';

export const appPageUrl = 'app://alcove/';

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

export function serveAppPage({ folder, picture }: { folder: string; picture: FetchPicture }): void {
  protocol.handle('app', async (request) => {
    const { host, pathname, searchParams } = new URL(request.url);
    const isOurs = host === 'alcove' && request.method === 'GET';
    if (isOurs && pathname === cardPicturePath) {
      const { status, headers, body } = await answerPicture(picture, searchParams, request.signal);
      return new Response(body && new Uint8Array(body), { status, headers });
    }
    const file = isOurs ? await readPageFile(folder, pathname) : undefined;
    return file ? new Response(file.body, { headers: file.headers }) : new Response('Not found', { status: 404 });
  });
}

/** The copy buttons may write to the clipboard; every other permission is refused. */
export function refusePermissions(pageUrl: string): void {
  const isGranted = (permission: string, url: string) => permission === 'clipboard-sanitized-write' && isOwnPage(url, pageUrl);
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isGranted(permission, requestingUrl)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
}

/** Answers each request of a page for a port; a reloaded page asks again. */
export function connectPages(router: Router, pageUrl: string): void {
  const handler = new RPCHandler(router);
  ipcMain.on('alcove:connect', ({ ports: [port], senderFrame }) => {
    if (!port) return;
    if (!isOwnTopFrame(senderFrame, pageUrl)) return port.close();
    handler.upgrade(port);
    port.start();
  });
}
