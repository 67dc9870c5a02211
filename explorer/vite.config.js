import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { licences } from './licences.mjs';

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const notices = licences(local('./THIRD-PARTY.md'));

export default defineConfig({
  base: '/explorer/',
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: {
    // GraphiQL formats the JSON of variables and headers with prettier's whole
    // JavaScript parser; the few lines of src/jsonc.js do the same.
    alias: [{ find: /^prettier\/(plugins\/estree|parser-babel)$/, replacement: local('./src/jsonc.js') }],
  },
  plugins: [notices.write],
  worker: { format: 'es', plugins: () => [notices.collect()] },
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // Directives for servers ("use client") mean nothing in a bundle for browsers.
      onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log),
    },
  },
});
