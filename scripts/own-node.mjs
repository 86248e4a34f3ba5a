// The project's own Node (the `node` package), for a machine whose Node is too old. Written so that an old Node can read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const neededNode = 24;

/** Undefined where the package is missing or its binary was not fetched. */
function findOwnNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = [join(root, 'node_modules/node/bin', name), join(root, 'node_modules/.bin', name)];
  return candidates.find((file) => existsSync(file));
}

/** A Node new enough for Alcove: this one, else the project's own. Ends the process with a sentence where there is neither. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= neededNode) return process.execPath;
  const own = findOwnNode();
  if (own) return own;
  console.error(
    `Alcove needs Node ${neededNode} or newer, and this is ${process.version}. Run "npm install" in ${root}, or install Node ${neededNode}.`,
  );
  process.exit(1);
}

/** Runs a program in our place: same terminal, same signals, same exit code. */
export function become(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  // Ctrl+C reaches the child by the terminal itself; we only stay until it is done.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  return child;
}
