import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { createRescanner } from '#core/ops/scanStore';
import { createDecoder } from '#core/zstd/codec';
import { UNTITLED } from '#core/model/threadTitle';
import { asNobody } from '../../../support/asNobody';
import { COLD, DAY, ID, NAME, oneThread, openLab, put, rolloutText } from '../../../support/scanLab';
import { makeStore } from '../../../support/store/makeStore';
import { ODDITY_LABELS } from '../../../support/store/oddities';
import type { OddityLabel } from '../../../support/store/oddities';
import { snapshotStore } from '../../../support/store/snapshot';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

/** What the row of each odd thread says; `null`: a healthy row. Links are no rows. */
const ODD_ROWS: Readonly<Record<Exclude<OddityLabel, 'symlink' | 'no-permission'>, RegExp | null>> = {
  'no-final-newline': null,
  'torn-last-line': null,
  'invalid-utf8': null,
  'long-line': null,
  'long-first-line': /longer than 1 MiB/,
  crlf: null,
  'nul-bytes': null,
  'unknown-types': null,
  'bad-first-line': /first line is not a readable session_meta/,
  'only-first-line': null,
  'wrong-id': /name says one thread and the first record another \(.*beef\)/,
  'read-only': null,
  hardlink: /second name/,
  'both-equal': /side by side/,
  'both-stale': /side by side/,
  'both-conflict': /side by side/,
  'both-damaged': /side by side/,
  'zst-truncated': /ends early \(truncated\)/,
  'zst-bit-flip': /damaged/,
  'zst-trailing-garbage': /trailing garbage/,
  'zst-empty': /is empty/,
  'zst-is-gzip': /gzip, not zstd/,
  'zst-wide-window': /window of 1 GiB/,
  'zst-bomb': null,
  'zst-multi-frame': null,
  'zst-unknown-size': null,
  'zst-skippable-first': null,
  'zst-skippable-last': null,
};

describe('a store with everything odd', () => {
  test('lists each odd thread with its reason, or as the healthy one it is', async (context) => {
    const store = await makeStore({ context, oddities: ODDITY_LABELS, leftovers: true });
    const before = snapshotStore(store.home);
    const lab = openLab(context, store.home);
    lab.scan();
    expect(snapshotStore(store.home)).toEqual(before);
    for (const odd of store.oddities) {
      if (odd.label === 'symlink' || odd.label === 'no-permission') continue;
      const details = lab.catalog.details(odd.id, COLD);
      const wanted = ODD_ROWS[odd.label];
      expect([odd.label, details?.problem], odd.label).toEqual([
        odd.label,
        wanted === null ? null : expect.stringMatching(wanted),
      ]);
      expect([odd.label, details?.state === 'unclear']).toEqual([odd.label, wanted !== null]);
      if (details?.representation !== 'compressed' || wanted === null) {
        expect([odd.label, details?.logicalBytes]).toEqual([odd.label, odd.content?.bytes]);
      } else
        expect([odd.label, details.logicalBytes]).toEqual([
          odd.label,
          odd.label === 'zst-bit-flip' ? expect.anything() : null,
        ]);
    }
    const kinds = lab.problems();
    for (const leftover of store.leftovers)
      expect([leftover.label, kinds[leftover.path]]).toEqual([leftover.label, expect.any(String)]);
    const link = store.oddities.find(({ label }) => label === 'symlink');
    expect(kinds[link?.path ?? '']).toBe('link');
    for (const { reason } of lab.catalog.problems(1000).files) expect(reason).toMatch(/^[A-Z].*\.$/s);
  });

  test('is the same after a second scan', async (context) => {
    const store = await makeStore({ context, oddities: ODDITY_LABELS, leftovers: true, compressedShare: 0.5 });
    const lab = openLab(context, store.home);
    lab.scan();
    const dump = (): object => ({ rows: [...lab.catalog.all(COLD)], problems: lab.catalog.problems(1000) });
    const [first, revision] = [dump(), lab.catalog.revision()];
    lab.scan();
    expect(dump()).toEqual(first);
    expect(lab.catalog.revision()).toBe(revision);
  });

  test('a file that may not be read is listed, and read as soon as it may', (context) => {
    const lab = oneThread(context);
    fs.chmodSync(lab.file, 0);
    asNobody(path.dirname(lab.home), () => lab.scan());
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ title: UNTITLED, state: 'unclear', logicalBytes: null });
    expect(lab.catalog.details(ID, COLD)?.problem).toMatch(/^Permission is denied/);
    fs.chmodSync(lab.file, 0o600);
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ title: 'Hello', state: 'cold', problem: null });
  });
});

describe('two files of one thread', () => {
  const archived = `archived_sessions/${NAME}`;

  test.for(['active first', 'archived first'])('are one unclear row and one problem, found %s', (order, context) => {
    const home = path.join(temporaryFolder(context), 'home');
    const lab = openLab(context, home);
    const files = [`${DAY}/${NAME}`, archived];
    for (const file of order === 'active first' ? files : files.reverse()) {
      put(home, file, rolloutText('Twice'));
      lab.scan();
    }
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({
      path: `${DAY}/${NAME}`,
      state: 'unclear',
      problem: expect.stringContaining(archived) as unknown,
    });
    expect(lab.problems()).toEqual({ [`${DAY}/${NAME}`]: 'duplicate', [archived]: 'duplicate' });
    fs.rmSync(path.join(home, archived));
    lab.scan();
    expect(lab.problems()).toEqual({});
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ path: `${DAY}/${NAME}`, problem: null });
  });

  const later = `${DAY}/rollout-2026-01-02T03-04-06-${ID}.jsonl`;

  test.for([
    ['in one folder', later],
    ['in two folders', `sessions/2026/01/03/rollout-2026-01-03T03-04-06-${ID}.jsonl`],
    ['one of them archived', `archived_sessions/rollout-2026-01-01T03-04-06-${ID}.jsonl`],
  ] as const)('are found by the first scan, with other times in their names, %s', ([, other], context) => {
    const lab = oneThread(context);
    put(lab.home, other, rolloutText('Twice'));
    lab.scan();
    const all = (): object => [lab.problems(), lab.catalog.details(ID, COLD), lab.catalog.revision()];
    const first = all();
    expect(lab.problems()).toEqual({ [`${DAY}/${NAME}`]: 'duplicate', [other]: 'duplicate' });
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ path: `${DAY}/${NAME}`, state: 'unclear' });
    lab.scan();
    expect(all()).toEqual(first);
  });

  test('stay two when the one that was known changes as the other comes before it', (context) => {
    const lab = oneThread(context);
    lab.scan();
    const before = `${DAY}/rollout-2026-01-02T03-04-04-${ID}.jsonl`;
    put(lab.home, before, rolloutText('Twice'));
    put(lab.home, `${DAY}/${NAME}`, rolloutText('Hello again'));
    lab.scan();
    expect(lab.problems()).toEqual({ [before]: 'duplicate', [`${DAY}/${NAME}`]: 'duplicate' });
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ path: before });
  });

  test('are still two when a job looks at one of them again, until the other is gone', (context) => {
    const lab = oneThread(context);
    const second = put(lab.home, later, rolloutText('Twice'));
    lab.scan();
    const rescanner = createRescanner({ fs: nodeFileSystem, ...lab, decoder: createDecoder() });
    rescanner.rescan([ID]);
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ state: 'unclear', problem: expect.stringContaining(later) });
    fs.rmSync(second);
    rescanner.rescan([ID]);
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ state: 'cold', problem: null });
  });

  test('leave the other one as the thread when the first goes', (context) => {
    const lab = oneThread(context);
    put(lab.home, archived, rolloutText('Twice'));
    put(lab.home, `${DAY}/rollout-2026-01-02T03-04-06-${ID}.jsonl`, rolloutText('Thrice'));
    lab.scan();
    lab.scan();
    expect(Object.values(lab.problems())).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(lab.ids()).toEqual([ID]);
    fs.rmSync(path.join(lab.home, 'sessions'), { recursive: true });
    lab.scan();
    lab.scan();
    expect(lab.problems()).toEqual({});
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ path: archived, problem: null });
  });
});
