import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const page = (path: string): string => fileURLToPath(new URL(`src/web/${path}`, import.meta.url));

/**
 * The browser programs: one entry a page, so that nobody loads what another page needs; the large libraries apart, so
 * that a new version of ours does not make a browser load them again. No inline scripts: the pages run under
 * `script-src 'self'`.
 */
export default defineConfig({
  root: page(''),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: {
        welcome: page('index.html'),
        desk: page('desk/index.html'),
        supervisor: page('supervisor/index.html'),
        caller: page('caller/index.html'),
        messages: page('messages/index.html'),
        gateway: page('gateway/index.html'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: 'http://127.0.0.1:8081', ws: true } },
  },
});
