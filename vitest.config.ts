import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** A current Codex stands first on the PATH, so that what tests find there does not hang on the machine. */
const PATH = [join(import.meta.dirname, 'test/support/programs'), process.env['PATH'] ?? ''].join(delimiter);

/** One project a kind of test: `unit` and `fault` need no build, `contract` and `interop` run what `npm run build` made. */
function project(name: string, testTimeout: number) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      environment: 'node',
      env: { PATH },
      testTimeout,
      hookTimeout: testTimeout,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      project('unit', 30_000),
      project('fault', 600_000),
      project('contract', 120_000),
      project('interop', 600_000),
    ],
  },
});
