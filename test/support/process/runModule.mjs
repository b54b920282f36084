import { runnerImport } from 'vite';

/** Runs a TypeScript module of this repository in a process of its own: `node runModule.mjs <module> [argument]…`. */
const [module] = process.argv.splice(2, 1);
await runnerImport(module, { configFile: false, logLevel: 'error' });
