/**
 * The stand-in as a process of its own: `node e2e/hub-stand-in/main.ts [--port P] [--data-port Q] [--folder F] [--large BYTES]`.
 * Prints its addresses as one line of JSON. --folder: where the standard models are written (a temporary one); --large adds
 * `bench/Large-GGUF` with one generated model of so many bytes. Ends with the process that started it.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startHub } from './hub.ts';
import { largeRepository } from './large-repository.ts';
import { standardRepositories } from './standard-repositories.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'data-port': { type: 'string', default: '0' },
    folder: { type: 'string' },
    large: { type: 'string' },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'alcove-hub-'));
const hub = await startHub({
  port: Number(values.port),
  dataPort: Number(values['data-port']),
  repositories: [...standardRepositories(folder), ...(values.large ? [largeRepository(Number(values.large))] : [])],
});
console.log(JSON.stringify({ endpoint: hub.endpoint, dataOrigin: hub.dataOrigin, folder }));
process.stdin.on('end', () => process.exit());
process.stdin.resume();
