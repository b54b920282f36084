import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { zstdFrame } from '../support/store/zstdFrames';
import { spoil } from '../support/verifyFixture';
import { coldpress } from './support/coldpress';
import { documentOf, errorDocument, verifyDocument } from './support/documents';
import { changes, on, runJob } from './support/store';

let store: TestStore;

beforeEach(async (context) => {
  store = await makeStore({ context, threads: 8, bytes: 400e3, compressedShare: 0.5, archivedShare: 0.3 });
});

type Verified = {
  readonly status: number | null;
  readonly document: z.infer<typeof verifyDocument>;
  readonly kinds: Readonly<Record<string, string>>;
};

async function verify(...args: readonly string[]): Promise<Verified> {
  const run = await coldpress(on(store, 'verify', ...args));
  const document = documentOf(verifyDocument, run);
  const kinds = Object.fromEntries(document.threads.map(({ id, kind }) => [id, kind]));
  return { status: run.status, document, kinds };
}

const compressed = (): TestStore['threads'] => store.threads.filter((one) => one.representation === 'compressed');
const all = (kind: string): object => Object.fromEntries(compressed().map(({ id }) => [id, kind]));

function proofsIn(data: string): readonly { readonly kind: string; readonly outcome: string; trigger: string }[] {
  const [ledger = ''] = fs.readdirSync(data).filter((name) => /^ledger-.*\.jsonl$/.test(name));
  const lines = fs.readFileSync(path.join(data, ledger), 'utf8').trimEnd().split('\n');
  const bodies = lines.map(
    (line) => (JSON.parse(line) as { body: { kind: string; outcome: string; trigger: string } }).body,
  );
  return bodies.filter(({ kind }) => kind === 'proof');
}

/** Content with one other byte whose frame has the same size: only what it was before tells them apart. */
function otherOfSameSize(content: Buffer): Buffer {
  const { length } = zstdFrame(content);
  for (let at = content.length - 1; at > 0; at--) {
    const other = Buffer.from(content);
    other[at] = (other[at] ?? 0) ^ 1;
    if (zstdFrame(other).length === length) return other;
  }
  throw new Error('no other content has a frame of this size');
}

describe('verify', () => {
  it('proves other tools’ files by their first proof from the second time on, and changes nothing', async () => {
    const before = snapshotStore(store.home);
    const first = await verify();
    expect({ status: first.status, kinds: first.kinds }).toEqual({ status: 0, kinds: all('no_receipt') });
    expect(first.document.totals).toMatchObject({ threads: compressed().length, no_receipt: compressed().length });
    const second = await verify('--all');
    expect({ status: second.status, kinds: second.kinds }).toEqual({ status: 0, kinds: all('proven') });
    expect(changes(store.home, before)).toEqual([]);
    expect(proofsIn(store.dataFolder).map(({ outcome, trigger }) => `${outcome} ${trigger}`)).toEqual([
      ...compressed().map(() => 'no_receipt command_line'),
      ...compressed().map(() => 'proven command_line'),
    ]);
  });

  it('has a restore refuse a file that decodes, but to something else than at its first proof', async () => {
    const [thread] = compressed();
    if (thread === undefined) throw new Error('the store has a compressed thread');
    const file = `${store.fileOf(thread).replace(/\.zst$/, '')}.zst`;
    const { mtime } = fs.statSync(file);
    const content = execFileSync('zstd', ['-dcq', file]);
    const put = (bytes: Buffer): void => {
      fs.writeFileSync(file, zstdFrame(bytes));
      fs.utimesSync(file, mtime, mtime);
    };
    put(content);
    expect((await verify(thread.id)).kinds).toEqual({ [thread.id]: 'no_receipt' });
    const other = otherOfSameSize(content);
    put(other);
    const { status, document } = await runJob(store, ['restore', thread.id]);
    expect(status).toBe(1);
    expect(document.outcomes).toMatchObject([{ kind: 'failed', reason: expect.stringMatching(/first proven on/) }]);
    expect(fs.readFileSync(file)).toEqual(zstdFrame(other));
  });

  it('proves what Coldpress compressed itself at once', async () => {
    await runJob(store, ['compress', '--all', '--min-age', '0']);
    const { status, document } = await verify();
    expect(status).toBe(0);
    const mine = document.threads.filter(({ id }) => !compressed().some((one) => one.id === id));
    expect(mine.map(({ kind }) => kind)).toEqual(mine.map(() => 'proven'));
    expect(mine).toHaveLength(8 - compressed().length);
  });

  it('ends with 1 where a thread is damaged, names it, and goes on with the others', async () => {
    await verify();
    const [victim] = compressed();
    if (victim === undefined) throw new Error('the store has no compressed thread');
    spoil(store.fileOf(victim), (bytes) => (bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 8));
    const { status, kinds, document } = await verify();
    expect({ status, kinds }).toEqual({ status: 1, kinds: { ...all('proven'), [victim.id]: 'corrupt' } });
    const found = document.threads.find(({ kind }) => kind === 'corrupt');
    expect(found?.reason).toMatch(/A second reading.*It was last proven whole on 20\d\d-\d\d-\d\d\. No other copy/s);
    expect(document.totals.corrupt).toBe(1);
  });

  it('says that a thread which was proven once is missing now, and that it never knew another', async () => {
    await verify();
    const [gone, plain] = [compressed()[0], store.threads.find(({ representation }) => representation === 'plain')];
    if (gone === undefined || plain === undefined) throw new Error('the store lacks a thread for this test');
    fs.unlinkSync(store.fileOf(gone));
    const { status, kinds, document } = await verify(gone.id, plain.id);
    expect({ status, kinds }).toEqual({
      status: 1,
      kinds: { [gone.id]: 'missing', [plain.id]: 'skipped_unsupported' },
    });
    expect(document.totals.missing).toBe(1);
    const never = await coldpress(on(store, 'verify', '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001'));
    expect(never.status).toBe(2);
    expect(documentOf(errorDocument, never).error.code).toBe('NO_SUCH_THREAD');
  });

  it('goes on while another program compresses', async () => {
    const lock = path.join(store.home, '.tmp', 'rollout-maintenance.lock');
    fs.mkdirSync(path.dirname(lock), { recursive: true });
    fs.writeFileSync(lock, '');
    const through = ['flock', '-x', lock];
    const run = await coldpress(on(store, 'verify'), { through });
    expect(run.status).toBe(0);
  });

  it('tells a person how many were proven, in a few words', async () => {
    const { stdout, status } = await coldpress(['verify', '--home', store.home, '--data', store.dataFolder]);
    expect(status).toBe(0);
    const n = compressed().length;
    expect(stdout).toMatch(new RegExp(`0 proven, ${n} proven for the first time, 0 corrupt, of ${n} threads\\.`));
    expect(stdout).toMatch(/Nothing was changed\.\n$/);
  });
});

describe('recompress', () => {
  it('presses other tools’ files again, keeps their content and time, and can prove and restore them', async () => {
    const times = compressed().map((one) => fs.statSync(store.fileOf(one), { bigint: true }).mtimeNs);
    const sizes = (): number => compressed().reduce((sum, one) => sum + fs.statSync(store.fileOf(one)).size, 0);
    const before = sizes();
    const { status, kinds } = await runJob(store, ['recompress', '--all', '--min-gain', '0%']);
    expect({ status, kinds }).toEqual({ status: 0, kinds: all('recompressed') });
    expect(sizes()).toBeLessThan(before);
    expect(compressed().map((one) => fs.statSync(store.fileOf(one), { bigint: true }).mtimeNs)).toEqual(times);
    expect((await verify()).kinds).toEqual(all('proven'));
    const again = await runJob(store, ['recompress', '--all']);
    expect(again.document.outcomes).toEqual([]);
  });

  it('leaves alone what would gain too little, with the figure', async () => {
    const before = snapshotStore(store.home);
    const { status, document } = await runJob(store, ['recompress', '--all', '--min-gain', '99%']);
    expect(status).toBe(0);
    for (const { kind, reason } of document.outcomes) {
      expect(kind).toBe('skipped_not_compressible');
      expect(reason).toMatch(/only \d+ % smaller/);
    }
    expect(changes(store.home, before)).toEqual([]);
  });

  it.each(['20', '100%', 'x', '-1%'])('takes a share only: %s', async (share) => {
    const run = await coldpress(on(store, 'recompress', '--all', '--dry-run', `--min-gain=${share}`));
    expect(run.status).toBe(share === '20' ? 0 : 2);
  });
});
