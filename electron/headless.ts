/** Alcove in plain Node: the command line, and the page for a browser (`serve-ui`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostClient } from '../shared/contract.ts';
import { acrossHosts, withHost } from './cli/across-hosts.ts';
import type { Wish } from './cli/commands.ts';
import { describeError } from './cli/describe-error.ts';
import { list } from './cli/list.ts';
import { openClient } from './cli/open-client.ts';
import { UsageError } from './cli/option-values.ts';
import { type CommandLine, type Place, parseCommandLine } from './cli/parse.ts';
import { pull } from './cli/pull.ts';
import { remove, undoRemove } from './cli/remove.ts';
import { run } from './cli/run.ts';
import { search } from './cli/search.ts';
import { serve } from './cli/serve.ts';
import { servePage } from './cli/serve-page.ts';
import { waitForEnd } from './cli/wait-for-end.ts';
import { findDataFolder } from './lib/data-folder.ts';
import { nodePlatform } from './platform.ts';

const outDirectory = import.meta.dirname;
const rootFolder = join(outDirectory, '..');
const { version } = JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8')) as { version: string };

async function execute(command: CommandLine): Promise<number> {
  if (command.type === 'help' || command.type === 'version') {
    console.log(command.type === 'help' ? command.text : version);
    return 0;
  }
  const options = {
    platform: nodePlatform,
    home: findDataFolder(command.home),
    outDirectory,
    version,
    resourcesFolder: join(rootFolder, 'resources'),
    endpoint: command.endpoint,
  };
  if (command.type === 'serve-ui') return servePage({ ...options, port: command.port }, command);
  if (command.type === 'serve') {
    // From here on a signal ends a server in good order.
    const ended = waitForEnd();
    return withHost(
      () => openClient(options),
      (client, isOwnHost) => serve(client, { place: command.place, isOwnHost, ended }),
    );
  }
  // Nothing is lost by asking for a model again; other commands have said something already.
  const withHosts = command.type === 'pull' ? acrossHosts : withHost;
  return withHosts(
    () => openClient(options),
    (client) => executeWith(client, command),
  );
}

/** The commands that speak to a host. */
async function executeWith(client: HostClient, command: Exclude<Wish, { type: 'serve-ui' | 'serve' }> & Place): Promise<number> {
  switch (command.type) {
    case 'search':
      return search(client, command);
    case 'pull':
      return pull(client, command);
    case 'run':
      return run(client, command);
    case 'ls':
      console.log(await list(client, command));
      return 0;
    case 'rm':
      console.log(await remove(client, command));
      return 0;
    case 'undo-rm':
      console.log(await undoRemove(client, command));
      return 0;
    default:
      return command satisfies never;
  }
}

// A reader that has seen enough (`alcove run ... | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await execute(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? error.message : describeError(error));
  process.exitCode = isUsage ? 2 : 1;
}
await new Promise((resolve) => process.stdout.write('', resolve));
// What a library still holds open must not keep a finished command.
process.exit();
