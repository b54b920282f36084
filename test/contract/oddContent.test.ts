import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { changes, runJob, scan, temporaries } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];
const PIECE = Buffer.alloc(16 * 1024 * 1024, 'a');
const RECORD_BYTES = 2 ** 31;

function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const fd = fs.openSync(file, 'r');
  const buffer = Buffer.alloc(PIECE.length);
  for (let read = 1; read > 0;) {
    read = fs.readSync(fd, buffer);
    hash.update(buffer.subarray(0, read));
  }
  fs.closeSync(fd);
  return hash.digest('hex');
}

/** Appends one record of 2 GiB, which no string of Node could hold. */
function appendRecord(file: string): void {
  const fd = fs.openSync(file, 'a');
  fs.writeSync(fd, '{"type":"response_item","payload":{"text":"');
  for (let done = 0; done < RECORD_BYTES; done += PIECE.length) fs.writeSync(fd, PIECE);
  fs.writeSync(fd, '"}}\n');
  fs.closeSync(fd);
}

describe('a thread with a single record of 2 GiB', () => {
  it('is compressed, proven, restored and equal, like any other', async (context) => {
    const store = await makeStore({ context, threads: 1, bytes: 60e3, coldShare: 1, archivedShare: 0 });
    const [thread] = store.threads;
    if (thread === undefined) throw new Error('the store has a thread');
    const file = store.fileOf(thread);
    const { mtime } = fs.statSync(file);
    appendRecord(file);
    fs.utimesSync(file, mtime, mtime);
    const before = { ...fs.statSync(file, { bigint: true }), sha256: sha256Of(file) };

    expect((await runJob(store, EVERY)).kinds).toEqual({ [thread.id]: 'compressed' });
    expect(fs.statSync(`${file}.zst`).size).toBeLessThan(10e6);
    expect((await scan(store)).threads).toMatchObject([{ id: thread.id, logicalBytes: Number(before.size) }]);
    expect((await runJob(store, ['restore', thread.id])).kinds).toEqual({ [thread.id]: 'restored' });
    const after = { ...fs.statSync(file, { bigint: true }), sha256: sha256Of(file) };
    const kept = ({ size, mtimeNs, mode, sha256 }: typeof before): object => ({ size, mtimeNs, mode, sha256 });
    expect(kept(after)).toEqual(kept(before));
    expect(temporaries(store.home)).toEqual([]);
  });
});

describe('clocks gone wrong', () => {
  it.for([
    ['before 1970', -86_400],
    ['in 1970', 1],
    ['in the year 2150', 5_680_281_600],
  ] as const)('a thread that was written %s comes back with its time', async ([, seconds], context) => {
    const store = await makeStore({ context, threads: 2, bytes: 120e3, coldShare: 1 });
    for (const thread of store.threads) fs.utimesSync(store.fileOf(thread), seconds, seconds);
    const before = snapshotStore(store.home);
    const { kinds } = await runJob(store, EVERY);
    expect(Object.values(kinds)).toEqual(store.threads.map(() => 'compressed'));
    await runJob(store, ['restore', '--all']);
    expect(changes(store.home, before)).toEqual([]);
  });

  it('a thread from the future is not cold, however long one waits', async (context) => {
    const store = await makeStore({ context, threads: 1, bytes: 60e3, coldShare: 1 });
    const [thread] = store.threads;
    if (thread === undefined) throw new Error('the store has a thread');
    fs.utimesSync(store.fileOf(thread), 5_680_281_600, 5_680_281_600);
    const before = snapshotStore(store.home);
    expect((await runJob(store, ['compress', thread.id])).kinds).toEqual({ [thread.id]: 'skipped_not_cold' });
    expect(changes(store.home, before)).toEqual([]);
  });
});
