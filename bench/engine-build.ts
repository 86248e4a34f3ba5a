/** Builds the app when its sources are newer than what was built. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The path of a runner that is built from the sources as they are now. */
export function runnerFileBuiltNow(): string {
  const runnerFile = join(root, 'out', 'runner.js');
  const builtAt = existsSync(runnerFile) ? statSync(runnerFile).mtimeMs : 0;
  const sources = ['electron/runner', 'shared'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  const isStale = sources.some((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && statSync(file).mtimeMs > builtAt);
  if (isStale) {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    execFileSync(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  }
  return runnerFile;
}
