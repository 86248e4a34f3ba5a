// Whether Electron can run here, and fetching its binary where it is not there yet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const manifestFile = require.resolve('electron/package.json');
const folder = dirname(manifestFile);

/** Electron's own test of an installed binary (its install.js). */
function isElectronInstalled() {
  if (!existsSync(join(folder, 'path.txt')) || !existsSync(join(folder, 'dist/version'))) return false;
  const { version } = require(manifestFile);
  return readFileSync(join(folder, 'dist/version'), 'utf8').trim().replace(/^v/, '') === version;
}

export const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** A silent network would let the download hang, so it is asked first. */
async function canReachDownloads() {
  try {
    const address = process.env.ELECTRON_MIRROR || 'https://github.com/electron/electron/releases';
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(4000) });
    return true;
  } catch {
    return false;
  }
}

function install() {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 600_000, killSignal: 'SIGKILL' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** Whether the desktop window can be shown; fetches Electron's binary the first time. */
export async function canShowDesktop() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return true;
  if (!hasDisplay()) return false;
  if (isElectronInstalled()) return true;
  if (!(await canReachDownloads())) return false;
  console.log('Fetching Electron, once ...');
  return (await install()) && isElectronInstalled();
}
