import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What the built host leaves to node_modules at run time. Everything else is bundled. */
const hostExternals = ['electron', 'node-llama-cpp', 'koffi'];

/** Options that the host (main, headless, runner) and the preload share. */
const nodeBuild = {
  ssr: true,
  outDir: '../out',
  emptyOutDir: false,
  target: 'node24',
  minify: false,
  copyPublicDir: false,
  chunkSizeWarningLimit: 10_000,
} as const;

export default defineConfig({
  root: 'renderer',
  plugins: [react(), tailwindcss()],
  html: { cspNonce: '__CSP_NONCE__' },
  resolve: {
    // In browsers this package parses HTML strings with DOMParser, which the page's content security policy reports.
    alias: {
      'hast-util-from-html-isomorphic': fileURLToPath(new URL('node_modules/hast-util-from-html-isomorphic/lib/index.js', import.meta.url)),
      'rehype-raw': fileURLToPath(new URL('renderer/components/markdown/no-raw-html.ts', import.meta.url)),
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'host', 'preload']) {
        const environment = builder.environments[name];
        if (environment) await builder.build(environment);
      }
    },
  },
  environments: {
    // What the first load weighs is measured compressed, by npm run bench:page; Vite's limit counts otherwise.
    client: { build: { outDir: '../out/renderer', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 } },
    host: {
      resolve: { noExternal: true, external: hostExternals },
      build: {
        ...nodeBuild,
        rolldownOptions: {
          input: {
            main: 'electron/main.ts',
            headless: 'electron/headless.ts',
            runner: 'electron/runner/runner.ts',
            'hash-worker': 'electron/lib/hash-worker.ts',
            'header-worker': 'electron/services/hub/header-worker.ts',
          },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
        },
      },
    },
    preload: {
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        ...nodeBuild,
        rolldownOptions: {
          input: { preload: 'electron/preload.ts' },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  },
});
