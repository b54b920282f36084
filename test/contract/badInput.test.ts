import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { ODDITY_LABELS } from '../support/store/oddities';
import type { OddityLabel } from '../support/store/oddities';
import { lostContents, snapshotContents, snapshotStore } from '../support/store/snapshot';
import type { Snapshot } from '../support/store/snapshot';
import { asOther, mountDisk } from './support/machine';
import { changes, runJob, scan, temporaries } from './support/store';
import type { JobRun } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];

/** What a scan says of a file that is not taken for a healthy thread: what it is, and what to do. */
const SAID: Readonly<
  Partial<Record<OddityLabel | TestStore['leftovers'][number]['label'], readonly [string, RegExp]>>
> = {
  'long-first-line': ['unreadable', /first record is longer than 1 MiB.*open the thread in Codex/],
  'bad-first-line': ['unreadable', /not a readable session_meta.*restore this file from a backup/],
  'wrong-id': ['unreadable', /name says one thread and the first record another.*give it back the name/],
  symlink: ['link', /follows no links; move the real file here/],
  hardlink: ['foreign', /second name elsewhere.*remove the other name/],
  'both-equal': ['duplicate', /side by side.*left alone/],
  'both-stale': ['duplicate', /side by side.*left alone/],
  'both-conflict': ['duplicate', /side by side.*left alone/],
  'both-damaged': ['duplicate', /side by side.*left alone/],
  'zst-truncated': ['damaged', /ends early \(truncated\).*from a backup/],
  'zst-bit-flip': ['damaged', /content is damaged.*from a backup/],
  'zst-trailing-garbage': ['damaged', /trailing garbage.*from a backup/],
  'zst-empty': ['damaged', /is empty.*from a backup/],
  'zst-is-gzip': ['damaged', /gzip, not zstd.*from a backup/],
  'zst-wide-window': ['damaged', /window of 1 GiB; Codex refuses more than 128 MiB.*from a backup/],
  'empty-file': ['damaged', /file is empty.*from a backup/],
  'directory-like-rollout': ['foreign', /folder with the name of a thread.*rename it/],
  fifo: ['special', /pipe, socket or device.*remove it if nothing needs it/],
  'name-with-newline': ['foreign', /line break or another control character.*rename it/],
  'foreign-name': ['foreign', /Not a thread of Codex.*move it elsewhere/],
  'foreign-date': ['foreign', /Not a thread of Codex.*move it elsewhere/],
  'backup-name': ['foreign', /Not a thread of Codex.*move it elsewhere/],
  'stale-compress-temp': ['leftover', /temporary file.*Codex removes it/],
  'fresh-compress-temp': ['leftover', /temporary file.*Codex removes it/],
  'stale-materialize-temp': ['leftover', /temporary file.*can be deleted/],
  'fresh-materialize-temp': ['leftover', /temporary file.*can be deleted/],
  'stale-decompress-temp': ['leftover', /temporary file.*Codex removes it/],
};

/** Content of any kind behind a good first line is Codex's own business: it is compressed, byte for byte. */
const COMPRESSED: readonly OddityLabel[] = [
  'no-final-newline',
  'torn-last-line',
  'invalid-utf8',
  'long-line',
  'crlf',
  'nul-bytes',
  'unknown-types',
  'only-first-line',
  'read-only',
  'no-permission',
];
const UNSUPPORTED: readonly OddityLabel[] = ['long-first-line', 'bad-first-line', 'wrong-id', 'hardlink'];
/** What stands twice and is not equal; what is equal is recovered before the first command that changes the store. */
const BOTH: readonly OddityLabel[] = ['both-stale', 'both-conflict', 'both-damaged'];
const RESTORED: readonly OddityLabel[] = [
  ...COMPRESSED,
  'both-equal',
  'zst-multi-frame',
  'zst-unknown-size',
  'zst-skippable-first',
  'zst-skippable-last',
];
const DAMAGED: readonly OddityLabel[] = [
  'zst-truncated',
  'zst-bit-flip',
  'zst-trailing-garbage',
  'zst-empty',
  'zst-is-gzip',
  'zst-wide-window',
];

describe('a store full of bad input', () => {
  let store: TestStore;
  let before: Snapshot;

  beforeAll(async () => {
    const oddities = ODDITY_LABELS.filter((label) => label !== 'zst-bomb'); // it has a disk of its own below
    store = await makeStore({ threads: 2, bytes: 90e3, oddities, leftovers: true });
    before = snapshotStore(store.home);
  });

  afterAll(() => {
    store.remove();
  });

  const labelOf = (id: string): string => store.oddities.find((thread) => thread.id === id)?.label ?? 'healthy';

  function kindsByLabel({ document }: JobRun): Readonly<Record<string, string>> {
    const named = document.outcomes.filter(({ id }) => labelOf(id) !== 'healthy');
    return Object.fromEntries(named.map(({ id, kind }) => [labelOf(id), kind]));
  }

  function all(labels: readonly OddityLabel[], kind: string): Readonly<Record<string, string>> {
    return Object.fromEntries(labels.map((label) => [label, kind]));
  }

  it('is listed by a scan, each with what it is and what to do', async () => {
    const { leftAlone } = await scan(store);
    const said = new Map(leftAlone.files.map(({ path: file, kind, reason }) => [file, [kind, reason]]));
    const odd = [...store.oddities, ...store.leftovers].map(({ label, path: file }) => [label, said.get(file)]);
    const expected = Object.entries(SAID).map(([label, [kind, words]]) => [
      label,
      [kind, expect.stringMatching(words)],
    ]);
    expect(Object.fromEntries(odd.filter(([, found]) => found !== undefined))).toEqual(Object.fromEntries(expected));
    expect(leftAlone.total).toBe(expected.length);
  });

  it('is left alone by a compression, each with the reason, while the rest is compressed', async () => {
    const contents = snapshotContents(store.home);
    const run = await runJob(store, EVERY);
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(
      /^(Recovered: \S+: A compression had stopped half-way.*\nRecovered: \S+: A file was still set aside.*\n)2 things are to be decided. See: coldpress recover\n$/,
    );
    expect(kindsByLabel(run)).toEqual({
      ...all(COMPRESSED, 'compressed'),
      ...all(UNSUPPORTED, 'skipped_unsupported'),
      ...all(BOTH, 'skipped_unsupported'),
    });
    const reasons = run.document.outcomes.filter(({ kind }) => kind !== 'compressed').map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === undefined || !/^[A-Z].*\w.*\.$/.test(reason))).toEqual([]);
    expect(lostContents(contents, snapshotContents(store.home))).toEqual([]);
  });

  it('comes back byte for byte, and what is damaged is named and kept', async () => {
    const run = await runJob(store, ['restore', '--all']);
    expect(run.status).toBe(1);
    expect(kindsByLabel(run)).toEqual({
      ...all(RESTORED, 'restored'),
      ...all(DAMAGED, 'failed'),
      ...all(BOTH, 'skipped_unsupported'),
    });
    for (const { kind, reason } of run.document.outcomes) {
      if (kind === 'failed')
        expect(reason).toMatch(/Codex cannot read it\. Nothing was changed; restore this file from a backup\.$/);
    }
    // What other tools had compressed is plain now; all else is as it was, links, pipes and temporaries among it.
    const expected = store.oddities.flatMap(({ label, path: file }) => {
      if (label === 'both-equal') return [`${file}.zst is gone (file)`];
      if (!label.startsWith('zst-') || !RESTORED.includes(label)) return [];
      return [`${file} is gone (file)`, `${file.slice(0, -'.zst'.length)} is new (file)`];
    });
    expect([...changes(store.home, before)].sort()).toEqual(expected.sort());
  });
});

it('a file that may not be read fails alone, with what to do, and is kept', async (context) => {
  const store = await makeStore({ context, threads: 2, bytes: 90e3, oddities: ['no-permission', 'read-only'] });
  fs.mkdirSync(store.dataFolder);
  const other = asOther(context, path.dirname(store.home), [store.home, store.dataFolder]);
  const before = snapshotContents(store.home);
  const [closed, readOnly] = store.oddities;
  const { kinds, document } = await runJob(store, EVERY, other);
  expect(kinds).toMatchObject({ [readOnly?.id ?? '']: 'compressed' });
  expect(document.totals).toMatchObject({ compressed: 3 });
  expect(document.outcomes.map(({ id }) => id)).toContain(closed?.id);
  expect(document.outcomes.find(({ id }) => id === closed?.id)?.reason).toMatch(/ermission.*denied/);
  expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
});

describe('a small disk', () => {
  it('stops a .zst that decodes to a gigabyte before it is full, and nothing is lost', async (context) => {
    const made = await makeStore({ context, threads: 2, bytes: 90e3, oddities: ['zst-bomb'] });
    const home = path.join(made.home, '..', 'disk');
    mountDisk(home, 120e6, context);
    fs.cpSync(made.home, home, { recursive: true, preserveTimestamps: true });
    const store = { home, dataFolder: made.dataFolder };
    await runJob(store, EVERY);
    const before = snapshotStore(home);
    const { status, document, kinds } = await runJob(store, ['restore', '--all']);
    const [bomb] = made.oddities;
    expect(status).toBe(1);
    expect(kinds).toEqual({
      [bomb?.id ?? '']: 'failed',
      ...Object.fromEntries(made.threads.map(({ id }) => [id, 'restored'])),
    });
    const reason = document.outcomes.find(({ id }) => id === bomb?.id)?.reason;
    expect(reason).toMatch(/Not enough free disk: .* are needed, .* are free\. Free some space and try again\./);
    expect(changes(home, before).filter((change) => change.includes(bomb?.path ?? ''))).toEqual([]);
    expect(temporaries(home)).toEqual([]);
  });

  it('takes the smallest first where it is nearly full, so that each makes room for the next', async (context) => {
    const made = await makeStore({ context, threads: 14, bytes: 40e6, largestBytes: 12e6, profile: 'images' });
    const home = path.join(made.home, '..', 'disk');
    const used = made.threads.reduce((sum, { fileBytes }) => sum + Math.ceil(fileBytes / 4096) * 4096, 0);
    mountDisk(home, used + 18.5e6, context); // a reserve of 16 MiB and next to nothing more
    fs.cpSync(made.home, home, { recursive: true, preserveTimestamps: true });
    const contents = snapshotContents(home);
    const { status, document } = await runJob({ home, dataFolder: made.dataFolder }, EVERY);
    expect(document.outcomes.filter(({ kind }) => kind !== 'compressed')).toEqual([]);
    expect(status).toBe(0);
    const last = document.outcomes.at(-1);
    expect(last?.sourceBytes).toBe(Math.max(...made.threads.map(({ contentBytes }) => contentBytes)));
    expect(lostContents(contents, snapshotContents(home))).toEqual([]);
  });
});
