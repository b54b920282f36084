import { describe, expect, test } from 'vitest';
import { problem } from '#core/model/problem';
import { shownTitle } from '#core/model/threadTitle';
import { everything, idOf, idsIn, openWith, rollout } from '../../../support/catalogRows';

describe('selections', () => {
  test('add up what each job would take', (context) => {
    const catalog = openWith(context, [
      rollout(1, { physicalBytes: 10, logicalBytes: 9 }),
      rollout(2, { physicalBytes: 20, mtimeNs: 9_000_000_000n }),
      rollout(3, { physicalBytes: 30, logicalBytes: 300, representation: 'compressed' }),
      rollout(4, {
        physicalBytes: 40,
        logicalBytes: null,
        representation: 'compressed',
        problem: problem('damaged', 'x'),
      }),
    ]);
    expect(catalog.selection([1, 2, 3, 4, 99].map(idOf), 5000)).toEqual({
      threads: 4,
      physicalBytes: 100,
      logicalBytes: 9 + 100 + 300 + 40,
      compressible: { threads: 1, physicalBytes: 10 },
      restorable: { threads: 1, physicalBytes: 30, logicalBytes: 300 },
    });
    expect(catalog.selection([], 5000).threads).toBe(0);
  });

  test('of 200,000 ids are answered', (context) => {
    const catalog = openWith(context, [rollout(5)]);
    const ids = Array.from({ length: 200_000 }, (_, n) => idOf(n));
    expect(catalog.selection(ids, 0).threads).toBe(1);
    expect(catalog.rolloutsByIds(ids, 0)).toHaveLength(1);
  });

  test('for jobs keep the order asked for, and know the plain path', (context) => {
    const catalog = openWith(context, [
      rollout(1),
      rollout(2, { name: 'Two' }),
      rollout(3, { representation: 'compressed' }),
    ]);
    expect(catalog.rolloutsByIds([3, 9, 2].map(idOf), 5000).map((row) => row.id)).toEqual([3, 2].map(idOf));
    expect(catalog.rolloutsInState('cold', 5000).map((row) => [row.key, row.title])).toEqual([
      [rollout(1).key, 'Title 1'],
      [rollout(2).key, 'Two'],
    ]);
    expect(catalog.rolloutsInState('compressed', 5000).map((row) => row.id)).toEqual([idOf(3)]);
  });
});

test('details hold the receipt and the path of the form that stands there', (context) => {
  const receipt = { sha256: 'a'.repeat(64), bytes: 100, tool: 'coldpress 0.1.0' };
  const catalog = openWith(context, [rollout(1, { representation: 'compressed', receipt })]);
  expect(catalog.details(idOf(1), 0)).toMatchObject({
    name: null,
    cwd: '/home/mira/code/atlas',
    branch: 'main',
    model: 'gpt-5.5',
    cliVersion: '0.169.0',
    historyMode: 'paginated',
    originator: 'codex-tui',
    createdAtMs: 1,
    path: `${rollout(1).key}.zst`,
    fileBytes: 100,
    receipt,
    resumeCommand: `codex resume ${idOf(1)}`,
  });
  expect(catalog.details(idOf(2), 0)).toBeNull();
});

test('threads in use are marked and released, and only a change makes a revision', (context) => {
  const catalog = openWith(context, [rollout(1), rollout(2)]);
  expect(catalog.setInUse(new Set([idOf(1), idOf(77)]))).toBe(2);
  expect(catalog.setInUse(new Set([idOf(1)]))).toBeNull();
  expect(catalog.counts(everything, 5000)).toMatchObject({ in_use: 1, cold: 1 });
  expect(catalog.setInUse(new Set())).toBe(3);
  expect(catalog.counts(everything, 5000)).toMatchObject({ in_use: 0, cold: 2 });
});

test('usage adds up by state and project, and its numbers agree', (context) => {
  const catalog = openWith(context, [
    rollout(1, { cwd: '/a/one', physicalBytes: 10, logicalBytes: 10 }),
    rollout(2, { cwd: '/b/one', physicalBytes: 20, logicalBytes: 200, representation: 'compressed' }),
    rollout(3, { cwd: '/c/two', physicalBytes: 70, logicalBytes: null, problem: problem('damaged', 'x') }),
  ]);
  catalog.write(() => {
    catalog.putProblem('sessions', { path: 'sessions/x', kind: 'foreign', reason: 'y', physicalBytes: 5 });
  });
  const query = { coldBeforeMs: 5000, minAgeMs: 7, disk: { totalBytes: 2, freeBytes: 1 }, projects: 1, largest: 2 };
  expect(catalog.usage(query)).toMatchObject({ otherBytes: null, otherFiles: [] });
  catalog.setOtherFiles([
    { name: 'logs_2.sqlite', physicalBytes: 50 },
    { name: 'log', physicalBytes: 3 },
  ]);
  const usage = catalog.usage(query);
  expect(usage).toMatchObject({
    threads: 3,
    physicalBytes: 100,
    logicalBytes: 280,
    savedBytes: 180,
    otherBytes: 58,
    otherFiles: [
      { name: 'logs_2.sqlite', physicalBytes: 50 },
      { name: 'sessions (no threads)', physicalBytes: 5 },
      { name: 'log', physicalBytes: 3 },
    ],
    projectCount: 2,
    problemCount: 2,
    minAgeMs: 7,
    disk: { totalBytes: 2, freeBytes: 1 },
  });
  expect(usage.projects).toEqual([
    {
      project: 'two',
      threads: 1,
      physicalBytes: 70,
      logicalBytes: 70,
      byState: { in_use: 0, recent: 0, cold: 0, compressed: 0, unclear: 70 },
    },
  ]);
  expect(usage.largest.map((row) => row.id)).toEqual([3, 2].map(idOf));
  expect(catalog.projects()).toEqual(['one', 'two']);
});

test('the export pages through all rows, names families and can be left at any row', (context) => {
  const rows = Array.from({ length: 1203 }, (_, n) => rollout(n, { mtimeNs: BigInt(n % 7) * 1_000_000n }));
  const fork = rollout(2000);
  const catalog = openWith(context, [
    ...rows,
    { ...fork, meta: fork.meta === null ? null : { ...fork.meta, parentId: idOf(5) } },
  ]);
  const all = [...catalog.all(3)];
  expect(new Set(all.map((row) => row.id)).size).toBe(1204);
  expect(all.map((row) => row.updatedAtMs)).toEqual(all.map((row) => row.updatedAtMs).sort((a, b) => b - a));
  expect(all.find((row) => row.id === fork.id)).toMatchObject({
    familyId: idOf(5),
    title: shownTitle(null, fork.title),
  });
  for (const row of catalog.all(3)) {
    expect(row.id).toBe(all[0]?.id);
    break;
  }
  expect(catalog.write(() => catalog.remove(fork.id, fork.key))).toBe(2);
});

test('a moved thread keeps one row, and removing its old place does not take the new one', (context) => {
  const catalog = openWith(context, [rollout(1)]);
  catalog.write(() => {
    catalog.put(rollout(1, { key: 'archived_sessions/x.jsonl', directory: 'archived_sessions', archived: true }));
    catalog.remove(idOf(1), rollout(1).key);
  });
  expect(catalog.knownById(idOf(1))?.key).toBe('archived_sessions/x.jsonl');
  expect(idsIn(catalog)).toEqual([idOf(1)]);
});
