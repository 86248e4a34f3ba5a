// npm start: the desktop window where Electron can run, else the page in the browser, with its address printed.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { become, findNode, root } from './own-node.mjs';

const args = process.argv.slice(2);
const isHeadless = args.includes('--headless');
const passedOn = args.filter((argument) => argument !== '--headless');

const node = findNode();
ensureBuilt();
const { canShowDesktop, hasDisplay } = await import('./electron-binary.mjs');
if (!isHeadless && (await canShowDesktop())) {
  // The package's own starter: it finds the binary, or what ELECTRON_OVERRIDE_DIST_PATH names.
  const starter = join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'cli.js');
  become(node, [starter, root, ...passedOn]);
} else {
  const opensBrowser = hasDisplay() && !process.env.CI;
  become(node, [join(root, 'out/headless.js'), 'serve-ui', ...(opensBrowser ? ['--open'] : []), ...passedOn]);
}
