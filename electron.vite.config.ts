import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** The oldest runtime that the code has to run on (docs/adr/0002). */
const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';

/** Everything that runs in Node shares one output tree, so that the engine, the pool and the command line share their code. */
export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      outDir: 'out',
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          'main/index': 'electron/main/index.ts',
          'engine/index': 'electron/engine/index.ts',
          'pool/worker': 'electron/pool/worker.ts',
          'cli/coldpress': 'electron/cli/coldpress.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/preload',
      rolldownOptions: {
        input: { index: 'electron/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      target: CHROME_TARGET,
      outDir: 'out/renderer',
      // The page's policy allows no data: URLs for scripts and styles; fonts and images stay files of their own.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: 'renderer/index.html' } },
    },
  },
});
