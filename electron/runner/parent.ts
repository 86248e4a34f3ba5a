/** The host on the other side: a utility process has process.parentPort, a forked Node process.send. Nothing else differs. */
import type { MessageFromRunner, MessageToRunner } from './protocol.ts';

interface ParentPort {
  postMessage(message: unknown): void;
  on(name: 'message', listener: (event: { data: unknown }) => void): void;
}

export interface Parent {
  send(message: MessageFromRunner): void;
  onMessage(listener: (message: MessageToRunner) => void): void;
}

/** Ends this process the moment the host is gone: nobody would read what it writes. */
export function connectParent(): Parent {
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data as MessageToRunner)),
    };
  }
  // The engine's threads would hold up an ordinary exit.
  const end = () => process.kill(process.pid, 'SIGKILL');
  process.on('disconnect', end);
  return {
    send: (message) => {
      process.send?.(message, undefined, undefined, (error) => error && end());
    },
    onMessage: (listener) => process.on('message', (message) => listener(message as MessageToRunner)),
  };
}
