import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemEffects } from '#core/systemEffects';
import { makeStore } from '../support/store/makeStore';
import { snapshotContents, snapshotStore } from '../support/store/snapshot';
import { temporaryFolder } from '../support/store/temporaryFolder';
import type { Cleanup } from '../support/store/temporaryFolder';
import { mountOddDisk } from './support/oddDisks';
import type { OddDisk } from './support/oddDisks';
import { changes, runJob, temporaries } from './support/store';
import type { Folders } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];

/** A store that was copied to such a disk, with the times that the disk keeps. */
async function storeOn(kind: OddDisk, context: Cleanup): Promise<Folders & { readonly threads: number }> {
  const store = await makeStore({ context, threads: 6, bytes: 600e3 });
  const home = path.join(mountOddDisk(kind, path.dirname(store.home), context), 'home');
  fs.cpSync(store.home, home, { recursive: true });
  for (const thread of store.threads) {
    const { atime, mtime } = fs.statSync(store.fileOf(thread));
    fs.utimesSync(path.join(home, thread.path), atime, mtime);
  }
  return { home, dataFolder: store.dataFolder, threads: store.threads.length };
}

function ledgerOf({ dataFolder }: Folders): readonly string[] {
  const [name = ''] = fs.readdirSync(dataFolder).filter((file) => file.startsWith('ledger-'));
  const lines = fs.readFileSync(path.join(dataFolder, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly body: { readonly kind: string } }).body.kind);
}

describe.each(['exfat', 'ext2', 'overlay'] as const)('a store on %s', (kind) => {
  it('is compressed and restored to what it was, as far as the disk can hold it', async (context) => {
    const store = await storeOn(kind, context);
    const before = snapshotStore(store.home);
    const contents = snapshotContents(store.home);
    const pressed = await runJob(store, EVERY);
    expect(pressed.document.outcomes.map(({ reason }) => reason)).toEqual(Array(store.threads).fill(undefined));
    expect(pressed).toMatchObject({ status: 0, document: { totals: { compressed: store.threads } } });
    const compressed = [...snapshotContents(store.home)].map(([name, one]) => [name, one.compressed]);
    expect(compressed).toEqual([...contents].map(([name, one]) => [name, one.plain]));
    const restored = await runJob(store, ['restore', '--all']);
    expect(restored).toMatchObject({ status: 0, document: { totals: { restored: store.threads } } });
    expect(changes(store.home, before)).toEqual([]);
    expect(temporaries(store.home)).toEqual([]);
    expect(fs.readdirSync(path.join(store.home, '.tmp'))).toEqual(['rollout-maintenance.lock']);
  });
});

describe('where a file can only be given a name in two steps', () => {
  it('each of them is written down before, so that a crash between them is known for ours', async (context) => {
    const store = await storeOn('exfat', context);
    await runJob(store, EVERY);
    const kinds = ledgerOf(store);
    // Published, and set aside: two moves a thread.
    expect(kinds.filter((kind) => kind === 'intent')).toHaveLength(2 * store.threads);
    expect(kinds.filter((kind) => kind === 'swap')).toHaveLength(store.threads);
    expect(kinds[0]).toBe('intent');
  });

  it('one that is taken, or a file that is gone, leaves everything as it was', (context) => {
    const disk = mountOddDisk('exfat', temporaryFolder(context), context);
    const at = (name: string): string => path.join(disk, name);
    fs.writeFileSync(at('ours'), 'ours');
    fs.writeFileSync(at('taken'), 'theirs');
    const { moveNoReplace } = systemEffects.fs;
    expect(() => moveNoReplace(at('ours'), at('taken'))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => moveNoReplace(at('gone'), at('free'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(fs.readdirSync(disk).sort()).toEqual(['ours', 'taken']);
    expect(fs.readFileSync(at('taken'), 'utf8')).toBe('theirs');
    moveNoReplace(at('ours'), at('free'));
    expect(fs.readFileSync(at('free'), 'utf8')).toBe('ours');
    expect(fs.readdirSync(disk).sort()).toEqual(['free', 'taken']);
  });

  it('no name is taken from a file that has it', async (context) => {
    const store = await storeOn('exfat', context);
    const plain = [...snapshotStore(store.home).keys()].find((name) => name.endsWith('.jsonl')) ?? '';
    fs.writeFileSync(path.join(store.home, `${plain}.zst`), 'somebody else’s');
    const before = snapshotStore(store.home).get(`${plain}.zst`);
    await runJob(store, EVERY);
    expect(snapshotStore(store.home).get(`${plain}.zst`)).toEqual(before);
  });
});
