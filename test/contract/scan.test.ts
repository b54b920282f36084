import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { coldpress } from './support/coldpress';
import { documentOf, scanDocument } from './support/documents';
import { changes, on, scan } from './support/store';

const WEEK_MS = 7 * 864e5;
const NOTHING = { total: 0, files: [] };
let store: TestStore;

beforeAll(async () => {
  store = await makeStore({
    threads: 30,
    bytes: 3e6,
    profile: 'families',
    nowMs: Date.now(),
    archivedShare: 0.3,
    compressedShare: 0.2,
  });
});

afterAll(() => {
  store.remove();
});

/** The first thread of a family, of which the others are forks and sub-agents. */
function rootOf(id: string): string {
  const parent = store.threads.find((thread) => thread.id === id)?.parentId ?? null;
  return parent === null ? id : rootOf(parent);
}

it('prints every thread once, the latest first, with the facts of its file', async () => {
  const { home, threads, leftAlone } = await scan(store);
  const expected = [...store.threads]
    .sort((a, b) => Number(b.mtimeNs - a.mtimeNs))
    .map(({ id, path: file, name, title, cwd, archived, representation, contentBytes, mtimeNs }) => {
      const cold = representation === 'plain' && Number(mtimeNs / 1_000_000n) < Date.now() - WEEK_MS;
      return {
        id,
        path: file,
        title: name ?? title,
        cwd,
        archived,
        representation,
        cold,
        state: representation === 'compressed' ? 'compressed' : cold ? 'cold' : 'recent',
        updatedAt: new Date(Number(mtimeNs / 1_000_000n)).toISOString(),
        physicalBytes: fs.lstatSync(path.join(store.home, file)).blocks * 512,
        logicalBytes: contentBytes,
        inUse: false,
        problem: null,
        familyId: rootOf(id),
      };
    });
  expect({ home, threads, leftAlone }).toEqual({ home: store.home, threads: expected, leftAlone: NOTHING });
  expect(new Set(expected.map(({ state }) => state))).toEqual(new Set(['compressed', 'cold', 'recent']));
});

it('adds up what it prints', async () => {
  const { threads, totals } = await scan(store);
  const sum = (numbers: readonly (number | null)[]): number => numbers.reduce<number>((a, b) => a + (b ?? 0), 0);
  const compressed = threads.filter(({ representation }) => representation === 'compressed');
  expect(totals).toEqual({
    threads: threads.length,
    plain: threads.length - compressed.length,
    compressed: compressed.length,
    physicalBytes: sum(threads.map(({ physicalBytes }) => physicalBytes)),
    logicalBytes: sum(threads.map(({ logicalBytes }) => logicalBytes)),
    savedBytes: sum(
      compressed.map(({ logicalBytes, physicalBytes }) => Math.max(0, (logicalBytes ?? 0) - physicalBytes)),
    ),
  });
});

it('changes nothing in the store, and makes nothing there', async () => {
  const before = snapshotStore(store.home);
  await scan(store);
  expect(changes(store.home, before)).toEqual([]);
  expect(fs.existsSync(path.join(store.home, '.tmp'))).toBe(false);
});

it('sees at once what has come, changed and gone since', async (context) => {
  const own = await makeStore({ context, threads: 4, bytes: 200e3 });
  await scan(own);
  const [gone, grown, moved] = own.threads.map((thread) => own.fileOf(thread));
  fs.unlinkSync(gone ?? '');
  fs.appendFileSync(grown ?? '', `{"type":"event_msg","payload":{"text":"${'x'.repeat(9000)}"}}\n`);
  const archive = path.join(own.home, 'archived_sessions', path.basename(moved ?? ''));
  fs.mkdirSync(path.dirname(archive), { recursive: true });
  fs.renameSync(moved ?? '', archive);
  const added = await makeStore({ context, threads: 1, bytes: 50e3, seed: 'another' });
  fs.cpSync(path.join(added.home, 'sessions'), path.join(own.home, 'sessions'), { recursive: true });
  fs.cpSync(path.join(added.home, 'archived_sessions'), path.join(own.home, 'archived_sessions'), { recursive: true });
  const again = await scan(own);
  const anew = await scan({ home: own.home, dataFolder: path.join(own.dataFolder, 'other') });
  expect(again.threads).toHaveLength(4);
  expect(again).toEqual(anew);
});

it('prints usage for a person without --json, and nothing with --quiet', async () => {
  const args = ['scan', '--home', store.home, '--data', store.dataFolder];
  const shown = await coldpress(args);
  expect(shown).toMatchObject({ status: 0, stderr: '' });
  expect(shown.stdout).toMatch(/: 30 threads use [\d.]+ MB, [\d.]+ MB at full size\.\nReclaimable: \d+ cold threads/);
  expect(await coldpress([...args, '--quiet'])).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
  const quietJson = await coldpress([...on(store, 'scan'), '--quiet']);
  expect(documentOf(scanDocument, quietJson).threads).toHaveLength(30);
});
