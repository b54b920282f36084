import { defineConfig } from 'vitest/config';

/** One project a kind of test: `unit` and `fault` need no build, `contract` and `interop` run what `npm run build` made. */
function project(name: string, testTimeout: number) {
  return {
    test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node', testTimeout, hookTimeout: testTimeout },
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
