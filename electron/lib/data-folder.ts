import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The one data folder both hosts agree on: `--home`, ALCOVE_HOME, else where the system keeps such things. */
export function findDataFolder(
  argument: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): string {
  const named = argument || env.ALCOVE_HOME;
  if (named) return resolve(named);
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Alcove');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Alcove');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'alcove');
}
