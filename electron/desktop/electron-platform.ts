/** What only a desktop can do: its dialogs, file manager and trash, and child processes of Electron's own kind. */
import { app, BrowserWindow, dialog, session, shell, utilityProcess } from 'electron';
import { createExit, createOutput, type Platform } from '../platform.ts';
import { findCipher } from './cipher.ts';
import { findNotify } from './notify.ts';
import { openOutside } from './open-outside.ts';

/** Reasons come by an event of the app that knows a child only by its name, so every child has a name of its own. */
const reasons = new Map<string, (reason: string) => void>();
let childCount = 0;

/** How long the reason may follow the end. */
const reasonMs = 200;

/** Once, before the first child: lets children know why they ended. */
export function watchChildReasons(): void {
  app.on('child-process-gone', (_event, { name, reason }) => reasons.get(name ?? '')?.(reason));
}

export const electronPlatform: Platform = {
  name: 'desktop',
  // Each is known only once the app is ready.
  get cipher() {
    return findCipher();
  },
  get notify() {
    return findNotify();
  },
  resolveProxy: (url) => session.defaultSession.resolveProxy(url),

  spawn(file, options) {
    childCount += 1;
    const serviceName = `${options?.name ?? 'alcove'} ${childCount}`;
    const env = { ...process.env, ...options?.env };
    const child = utilityProcess.fork(file, [], { serviceName, stdio: 'pipe', env });
    const { settle, onExit } = createExit();
    let pid: number | undefined;
    let reason: string | undefined;
    child.on('spawn', () => {
      pid = child.pid;
    });
    child.on('exit', (code) => {
      pid = undefined;
      const end = () => {
        reasons.delete(serviceName);
        settle({ code, signal: null, reason });
      };
      if (code === 0 || reason !== undefined) return end();
      reasons.set(serviceName, (late) => {
        reason = late;
        end();
      });
      setTimeout(end, reasonMs);
    });
    reasons.set(serviceName, (early) => {
      reason = early;
    });
    return {
      get pid() {
        return pid ?? child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit,
      onOutput: createOutput([child.stdout, child.stderr]),
      kill: () => {
        const target = pid ?? child.pid;
        // A busy engine would take its time over Electron's own polite kill().
        if (target !== undefined) process.kill(target, 'SIGKILL');
        else child.kill();
      },
    };
  },

  async pick(what) {
    const properties = what === 'folder' ? (['openDirectory', 'createDirectory'] as const) : (['openFile', 'multiSelections'] as const);
    const filters = what === 'files' ? [{ name: 'GGUF', extensions: ['gguf'] }] : [];
    const options = { properties: [...properties], filters };
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
    return canceled ? [] : filePaths;
  },

  reveal: (path) => shell.showItemInFolder(path),
  trash: (path) => shell.trashItem(path),
  openExternal: openOutside,
};
