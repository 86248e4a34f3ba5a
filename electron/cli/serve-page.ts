/** `alcove serve-ui`: the page for a browser of this computer, until Ctrl+C. */
import { spawn } from 'node:child_process';
import { type HostOptions, pageUrl, startHost } from '../start-host.ts';
import { waitForEnd } from './wait-for-end.ts';

/** Returns when the host was asked to end. */
export async function servePage(options: Omit<HostOptions, 'kind'>, { open }: { open: boolean }): Promise<number> {
  const ended = waitForEnd();
  const started = await startHost({ ...options, kind: 'browser' });
  if ('live' in started) {
    const { live } = started;
    if (live.kind === 'browser') {
      const url = pageUrl(live);
      console.log(`Alcove runs already with this data folder, at ${url}`);
      if (options.endpoint !== undefined) console.error('--endpoint counts only when Alcove starts: to change it, end that one first.');
      if (open) openInBrowser(url);
      return 0;
    }
    const holder = live.kind === 'desktop' ? "Alcove's window is" : `An alcove command (process ${live.pid}) is`;
    console.error(`${holder} using the data folder ${options.home}. End it first, or choose another folder with --home.`);
    return 1;
  }
  const { host } = started;
  console.log(`Alcove is at ${host.url}`);
  console.log('Open this address in a browser on this computer. Ctrl+C ends Alcove.');
  if (open) openInBrowser(host.url);
  await ended;
  await host.dispose();
  return 0;
}

/** Where no browser can be opened, the printed address still works. */
function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === 'win32'
      ? ['cmd', ['/c', 'start', '', url]]
      : process.platform === 'darwin'
        ? ['open', [url]]
        : ['xdg-open', [url]];
  spawn(command as string, args as string[], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref();
}
