import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkHome, problemsOf } from '../support/codex/checkHome';
import { findRollouts } from '../support/codex/rolloutFacts';
import { buildDatabases, makeSamples, SAMPLE_THREADS } from '../support/codex/makeSamples';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { compareSnapshots, snapshotStore } from '../support/store/snapshot';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';
import { compressWithZstd } from './zstdCommand';

const bothModes = [
  ['with its databases', false],
  ['without its databases', true],
] as const;

describe('Codex accepts its own threads', () => {
  let folder: string;
  let home: string;
  beforeAll(async () => {
    folder = temporaryFolder();
    home = path.join(folder, 'home');
    await makeSamples(home);
  });
  afterAll(() => removeFolder(folder));

  test.each(bothModes)('%s', async (_, coldDb) => {
    const before = snapshotStore(home);

    const checks = await checkHome(home, { coldDb });

    expect(problemsOf(checks)).toEqual([]);
    expect(checks).toHaveLength(SAMPLE_THREADS);
    expect(compareSnapshots(before, snapshotStore(home))).toEqual([]);
  });

  test('compressed by the zstd command', async (context) => {
    const copy = path.join(temporaryFolder(context), 'home');
    execFileSync('cp', ['-a', home, copy]);
    compressWithZstd(copy);

    const checks = await checkHome(copy, { coldDb: true });

    expect(problemsOf(checks)).toEqual([]);
    expect(checks.every(({ file }) => file.endsWith('.zst'))).toBe(true);
  });
});

describe('Codex accepts a generated store', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await makeStore({ threads: 30, bytes: 6e6, profile: 'families', compressedShare: 0.2, otherFiles: true });
    await buildDatabases(store.home);
  });
  afterAll(() => store.remove());

  test('as it describes itself', async () => {
    const found = (await findRollouts(store.home)).map(({ id, bytes, sha256, turns }) => ({
      id,
      bytes,
      sha256,
      turns,
    }));
    const made = store.threads.map(({ id, contentBytes, sha256, turns }) => ({
      id,
      bytes: contentBytes,
      sha256,
      turns,
    }));

    expect(new Set(found)).toEqual(new Set(made));
  });

  test.each(bothModes)('%s', async (_, coldDb) => {
    const checks = await checkHome(store.home, { coldDb });

    expect(problemsOf(checks)).toEqual([]);
    expect(checks).toHaveLength(30);
  });
});

describe('the check', () => {
  test('finds what Codex does not accept', async (context) => {
    const labels = ['zst-truncated', 'zst-wide-window', 'zst-multi-frame', 'both-conflict'] as const;
    const { home, oddities } = await makeStore({ context, threads: 1, bytes: 60e3, oddities: labels });

    const checks = await checkHome(home, { coldDb: true });

    const rejected = oddities.filter(({ id }) =>
      checks.some((check) => check.id === id && !check.passed.includes('list')),
    );
    expect(rejected.map(({ label }) => label)).toEqual(['zst-truncated', 'zst-wide-window']);
    const conflict = checks.find(({ id }) => id === oddities[3]?.id);
    expect(conflict?.problems).toEqual(['append: the .zst is still there']);
  });
});
