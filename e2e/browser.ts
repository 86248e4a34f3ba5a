/**
 * Finds the browser for the tests and starts it once, before any test: what ALCOVE_CHROMIUM names, else Playwright's own, else, on
 * Linux x64, the one that npm brought. Afterwards ALCOVE_CHROMIUM names it.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { chromium } from '@playwright/test';

export const launchOptions = () => ({
  executablePath: process.env.ALCOVE_CHROMIUM as string,
  // Chromium's sandbox refuses to run as root, which containers often are.
  chromiumSandbox: false,
});

export default async function findBrowser(): Promise<void> {
  process.env.ALCOVE_CHROMIUM ??= await choose();
  // The desktop's stand-in, where it is used, shows its windows with the same browser.
  process.env.STANDIN_CHROMIUM ??= process.env.ALCOVE_CHROMIUM;
  const problem = await tryLaunch();
  if (problem) throw new Error(`The browser ${process.env.ALCOVE_CHROMIUM} does not start: ${problem}`);
}

async function choose(): Promise<string> {
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  if (process.platform === 'linux' && process.arch === 'x64') return unpack();
  throw new Error('There is no browser for the tests. Run "npx playwright install chromium", or name one in ALCOVE_CHROMIUM.');
}

async function tryLaunch(): Promise<string | undefined> {
  try {
    await (await chromium.launch(launchOptions())).close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Unpacks the npm package's browser (211 MB), once; what an interrupted unpacking left is thrown away. */
async function unpack(): Promise<string> {
  const packageFile = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const folder = resolve('node_modules/.cache/test-browser');
  const inflateAll = async () => {
    mkdirSync(folder, { recursive: true });
    // The package unpacks into the temporary folder.
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    try {
      const { default: packed, inflate, setupLambdaEnvironment } = await import('@sparticuz/chromium');
      process.env.ALCOVE_CHROMIUM = await packed.executablePath();
      process.env.FONTCONFIG_FILE = writeFontConfig(folder);
      if ((await tryLaunch()) === undefined) return true;
      // A machine without libnss3 and its kin: the package has those as well.
      setupLambdaEnvironment(join(await inflate(join(dirname(packageFile), '../bin/al2023.tar.br')), 'lib'));
      return (await tryLaunch()) === undefined;
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
  };
  if (!(await inflateAll())) {
    rmSync(folder, { recursive: true, force: true });
    await inflateAll();
  }
  return process.env.ALCOVE_CHROMIUM as string;
}

/** The machine's own fonts and the one that the package brings, whose own list names folders of the service it was made for. */
function writeFontConfig(folder: string): string {
  const file = join(folder, 'fonts.conf');
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `  <dir>${folder}/fonts/fonts</dir>`,
    `  <cachedir>${folder}/font-cache</cachedir>`,
    '</fontconfig>',
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}
