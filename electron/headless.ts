/** Alcove in plain Node: the command line, and the page for a browser (`serve-ui`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from './cli/describe-error.ts';
import { list } from './cli/list.ts';
import { openClient } from './cli/open-client.ts';
import { type CommandLine, parseCommandLine, UsageError } from './cli/parse.ts';
import { run } from './cli/run.ts';
import { servePage } from './cli/serve-page.ts';
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
  };
  if (command.type === 'serve-ui') return servePage({ ...options, port: command.port }, command);
  const { client, close } = await openClient(options);
  try {
    if (command.type === 'run') return await run(client, command);
    console.log(await list(client, command));
    return 0;
  } finally {
    await close();
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
