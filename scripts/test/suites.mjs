// @ts-check

/**
 * @typedef {object} Suite
 * @property {string} name what `--only` takes
 * @property {string} title
 * @property {'status' | 'vitest' | 'playwright'} counts how its tests are counted; status: one test, by the exit status
 * @property {readonly [string, ...string[]]} command a package's command, as `runPackage` takes it, or a script of ours; and its arguments
 * @property {readonly ('zstd' | 'peers' | 'codex' | 'window')[]} needs what has to be on this machine first
 */

/** Every suite of the test command, in the order in which they run. @type {readonly Suite[]} */
export const suites = [
  { name: 'format', title: 'Format', counts: 'status', command: ['prettier', '--check', '.'], needs: [] },
  { name: 'lint', title: 'Lint', counts: 'status', command: ['eslint', '.'], needs: [] },
  { name: 'types', title: 'Types', counts: 'status', command: ['scripts/typecheck.mjs'], needs: [] },
  {
    name: 'imports',
    title: 'Import law',
    counts: 'status',
    command: ['dependency-cruiser/depcruise', 'electron', 'renderer', 'test'],
    needs: [],
  },
  { name: 'unused', title: 'Unused code', counts: 'status', command: ['knip'], needs: [] },
  {
    name: 'unit',
    title: 'Unit tests',
    counts: 'vitest',
    command: ['vitest', 'run', '--project', 'unit'],
    needs: ['zstd', 'peers'],
  },
  {
    name: 'fault',
    title: 'Faults, power cuts and races',
    counts: 'vitest',
    command: ['vitest', 'run', '--project', 'fault'],
    needs: ['zstd', 'peers'],
  },
  { name: 'build', title: 'Build', counts: 'status', command: ['scripts/build.mjs'], needs: [] },
  {
    name: 'contract',
    title: 'Contract tests',
    counts: 'vitest',
    command: ['vitest', 'run', '--project', 'contract'],
    needs: ['zstd', 'peers'],
  },
  {
    name: 'interop',
    title: 'With the real Codex and zstd',
    counts: 'vitest',
    command: ['vitest', 'run', '--project', 'interop'],
    needs: ['zstd', 'peers', 'codex'],
  },
  {
    name: 'e2e',
    title: 'The window',
    counts: 'playwright',
    command: ['playwright', 'test', '--grep-invert', '@packaged'],
    needs: ['zstd', 'peers', 'window'],
  },
  {
    name: 'pack',
    title: 'Package',
    counts: 'status',
    command: ['scripts/pack.mjs', '--for-tests'],
    needs: ['zstd', 'window'],
  },
  {
    name: 'packaged',
    title: 'The packaged app',
    counts: 'playwright',
    command: ['playwright', 'test', '--grep', '@packaged'],
    needs: ['zstd', 'window'],
  },
];
