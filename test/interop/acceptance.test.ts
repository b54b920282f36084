import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkHome, problemsOf } from '../support/codex/checkHome';
import { buildDatabases, makeSamples, SAMPLE_THREADS } from '../support/codex/makeSamples';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';
import { compressAll, countKinds } from './coldpress';

const databases = [
  ['and the databases as they were', false],
  ['and nothing but the rollouts', true],
] as const;

describe('Codex lists, reads, finds, resumes and appends to what Coldpress compressed', () => {
  let folder: string;
  let home: string;
  let store: TestStore;
  beforeAll(async () => {
    folder = temporaryFolder();
    home = path.join(folder, 'home');
    await makeSamples(home);
    store = await makeStore({ threads: 40, bytes: 12e6, profile: 'families' });
    await buildDatabases(store.home);

    const samples = await compressAll({ home, dataFolder: path.join(folder, 'data') });
    expect(countKinds(samples)).toEqual({ compressed: SAMPLE_THREADS });
    expect(countKinds(await compressAll(store))).toEqual({ compressed: 40 });
  });
  afterAll(() => {
    removeFolder(folder);
    store.remove();
  });

  test.each(databases)('with real threads %s', async (_, coldDb) => {
    const checks = await checkHome(home, { coldDb });

    expect(problemsOf(checks)).toEqual([]);
    expect(checks.filter(({ file }) => file.endsWith('.zst'))).toHaveLength(SAMPLE_THREADS);
  });

  test.each(databases)('with a generated store %s', async (_, coldDb) => {
    const checks = await checkHome(store.home, { coldDb });

    expect(problemsOf(checks)).toEqual([]);
    expect(checks.filter(({ file }) => file.endsWith('.zst'))).toHaveLength(40);
  });
});
