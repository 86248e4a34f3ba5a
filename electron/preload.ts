/** All that a page on the desktop gets: its way to the host, and where a dropped file lies. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

contextBridge.exposeInMainWorld('alcove', {
  /** Hands the page a fresh port to the host; a reloaded page asks again. */
  connect() {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage('alcove:connect', null, [port1]);
    window.postMessage('alcove:port', window.location.origin, [port2]);
  },
  /** The path of a file that a person dropped or chose; empty for one that is on no disk. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});
