import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Everything that runs in Node shares one output tree, so that the engine, the pool and the command line share their code. */
export default defineConfig({
  main: {
    build: {
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
      outDir: 'out/renderer',
      // The page's policy allows no data: URLs for scripts and styles; fonts and images stay files of their own.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: 'renderer/index.html' } },
    },
  },
});
