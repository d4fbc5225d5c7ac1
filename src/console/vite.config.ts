// 构建: bundles the console into dist/console. Pages load on their own, the parts that seldom change stand in bundles of their own so that
// a new version of ours does not make a clerk fetch the component library again. No inline scripts: the page runs under `script-src 'self'`.
import react from '@vitejs/plugin-react';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: '/',
  publicDir: false,
  plugins: [react()],
  server: { port: 8810, proxy: { '/api/': 'http://127.0.0.1:8800' } },
  build: {
    outDir: resolve(root, '../../dist/console'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler|@tanstack)\//, priority: 2 },
          ],
        },
      },
    },
  },
});
