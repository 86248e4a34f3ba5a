// npm run dev: the page from Vite with live edits; the host is built again and restarted when it changes. --headless: in the browser.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build, createServer, loadConfigFromFile } from 'vite';
import { root } from './own-node.mjs';

const isHeadless = process.argv.includes('--headless');
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--headless');
const address = '127.0.0.1';
const pagePort = 5173;
const nonce = 'dev';
const policy = [
  "default-src 'none'",
  `script-src 'self' 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "img-src 'self' data: blob:",
  "font-src 'self'",
  `connect-src 'self' ws://${address}:${pagePort}`,
].join('; ');

process.chdir(root);

/** The headless host's token, known once it has printed its address; another one after each restart. */
let token;
function proxyToHost(proxy) {
  const identify = (request) => {
    request.setHeader('cookie', `alcove-${hostPort}=${token}`);
    request.setHeader('host', `${address}:${hostPort}`);
    request.setHeader('origin', `http://${address}:${hostPort}`);
  };
  proxy.on('proxyReq', identify);
  proxy.on('proxyReqWs', identify);
}
const hostPort = 5174;
const target = `http://${address}:${hostPort}`;
const proxied = { target, ws: true, configure: proxyToHost };

const server = await createServer({
  html: { cspNonce: nonce },
  server: {
    host: address,
    port: pagePort,
    strictPort: true,
    headers: { 'content-security-policy': policy },
    proxy: isHeadless ? { '^/rpc$': proxied, '^/upload\\b': proxied, '^/card-picture\\b': proxied } : {},
  },
});
await server.listen();
const pageUrl = `http://${address}:${pagePort}/`;

let child;
function restart() {
  child?.removeAllListeners('exit');
  if (child && child.exitCode === null && child.signalCode === null) {
    // The next one takes the data folder when this one has let it go.
    child.once('exit', launch);
    child.kill();
  } else launch();
}

function launch() {
  const electron = () => join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'cli.js');
  const args = isHeadless ? ['out/headless.js', 'serve-ui', '--port', String(hostPort), ...passedOn] : [electron(), '.', ...passedOn];
  child = spawn(process.execPath, args, {
    stdio: ['inherit', isHeadless ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, ALCOVE_DEV_URL: pageUrl },
  });
  child.stdout?.on('data', (text) => {
    const found = /\?token=(\S+)/.exec(String(text))?.[1];
    if (!found) return;
    if (!token) console.log(`Alcove (development) is at ${pageUrl}`);
    token = found;
  });
  child.on('exit', (code) => process.exit(code ?? 0));
}

const { config } = await loadConfigFromFile({ command: 'build', mode: 'development' });
const notBuiltYet = new Set(['preload', 'host']);
for (const name of ['preload', 'host']) {
  const { build: options, resolve } = config.environments[name];
  const watcher = await build({
    configFile: false,
    root: config.root,
    logLevel: 'warn',
    build: { ...options, watch: {} },
    ssr: { noExternal: true, external: resolve.external },
  });
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') console.error(event.error.message);
    if (event.code !== 'END') return;
    notBuiltYet.delete(name);
    if (notBuiltYet.size === 0) restart();
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    child?.kill();
    process.exit(0);
  });
}
