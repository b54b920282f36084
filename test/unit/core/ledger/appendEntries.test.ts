import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { appendEntries } from '#core/ledger/appendEntries';
import type { LedgerEntry } from '#core/ledger/entry';
import { readLedger } from '#core/ledger/readLedger';
import type { Clock, FileSystem } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { startModule, untilEnded, untilPrinted } from '../../../support/process/startModule';
import { swap, targetOf } from './support/bodies';
import { ledgerLab } from './support/ledgerLab';
import type { LedgerLab } from './support/ledgerLab';

let lab: LedgerLab;

beforeEach((context) => {
  lab = ledgerLab(context);
});

function without(part: Partial<FileSystem>): typeof systemEffects {
  return { ...systemEffects, fs: { ...nodeFileSystem, ...part } };
}

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe('a ledger', () => {
  it('is read as it was written, and nobody else may read it', () => {
    const before = Date.now();
    const written = [...lab.append(swap()), ...lab.append(swap({ outcome: 'failed', reason: 'line\nbreak' }), swap())];
    expect(lab.entries()).toEqual(written);
    expect(lab.problems()).toEqual([]);
    expect(written.map(({ seq, tool, v }) => ({ seq, tool, v }))).toEqual(
      [0, 1, 2].map((seq) => ({ seq, tool: 'coldpress test', v: 1 })),
    );
    expect(written[0]!.atMs).toBeGreaterThanOrEqual(before);
    expect(written[2]!.atMs).toBeLessThanOrEqual(Date.now());
    expect([lab.folder, lab.file].map((it) => fs.statSync(it).mode & 0o777)).toEqual([0o700, 0o600]);
  });

  it('has one line of JSON for each entry, with the hash of the line without it and of the line before', () => {
    lab.append(swap(), swap());
    const lines = fs.readFileSync(lab.file, 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    const hashes = lines.map((line) => {
      const { hash } = JSON.parse(line) as LedgerEntry;
      expect(
        createHash('sha256')
          .update(line.replace(`,"hash":"${hash}"`, ''))
          .digest('hex'),
      ).toBe(hash);
      return hash;
    });
    expect(lines.map((line) => (JSON.parse(line) as LedgerEntry).prev)).toEqual(['0'.repeat(64), hashes[0]]);
  });

  it('is not there before the first entry, and nothing is made by reading or by appending nothing', () => {
    expect(lab.append()).toEqual([]);
    expect(lab.items()).toEqual([]);
    expect(fs.existsSync(lab.folder)).toBe(false);
  });

  it('is read on from the end of any entry, and the chain is checked there too', () => {
    lab.append(swap(), swap(), swap());
    const all = lab.items();
    for (const [index, { endOffset }] of all.entries()) {
      expect([...readLedger(nodeFileSystem, lab.file, endOffset)]).toEqual(all.slice(index + 1));
    }
    const [first, second] = all;
    const bytes = lab.bytes();
    fs.writeFileSync(lab.file, Buffer.concat([bytes.subarray(0, first!.endOffset), bytes.subarray(second!.endOffset)]));
    expect([...readLedger(nodeFileSystem, lab.file, first!.endOffset)].map(({ kind }) => kind)).toEqual([
      'problem',
      'entry',
    ]);
  });

  it('refuses an entry that could not be read again, and stays as it was', () => {
    lab.append(swap());
    const before = lab.bytes();
    expect(() => lab.append(swap(), swap({ durationMs: Number.NaN }))).toThrow(/durationMs/);
    expect(() => lab.append(swap({ reason: 'x'.repeat(9_000_000) }))).toThrow(/too long/);
    expect(lab.bytes()).toEqual(before);
  });
});

describe('two processes that append at once', () => {
  it('make one whole chain with every entry of both', async () => {
    const module = path.join(import.meta.dirname, 'support', 'appendMany.process.ts');
    const children = ['one', 'two'].map((tool) => startModule(module, lab.file, tool, '60'));
    const ended = Promise.all(children.map(untilEnded));
    await Promise.all(children.map((child) => untilPrinted(child, 'ready')));
    for (const child of children) child.stdin?.end('go\n');
    expect(await ended).toEqual([0, 0]);
    expect(lab.problems()).toEqual([]);
    expect(lab.entries().map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, seq) => seq));
    for (const tool of ['one', 'two']) {
      const own = lab.entries().filter((entry) => entry.tool === tool);
      expect(own.map(({ body }) => (body.kind === 'repair' ? body.tornBytes : null))).toEqual([...Array(60).keys()]);
    }
  });
});

describe('a torn last line', () => {
  it('is cut off wherever it was torn, with a repair entry, and every line before it stays', () => {
    const [first] = lab.append(swap());
    const keep = fs.statSync(lab.file).size;
    lab.append(swap());
    const whole = lab.bytes();
    for (let size = keep + 1; size < whole.byteLength - 1; size += 1) {
      fs.writeFileSync(lab.file, whole.subarray(0, size));
      const torn = lab.items().at(-1);
      expect(torn).toEqual({ kind: 'torn', offset: keep, endOffset: size, problem: expect.any(String) });
      const [added] = lab.append(swap());
      expect(lab.problems()).toEqual([]);
      expect(lab.entries()).toEqual([
        first,
        expect.objectContaining({ body: { kind: 'repair', tornBytes: size - keep } }),
        added,
      ]);
    }
  });

  it('is kept where only its newline is missing, because then it is whole', () => {
    const written = lab.append(swap(), swap());
    fs.truncateSync(lab.file, fs.statSync(lab.file).size - 1);
    const added = lab.append(swap());
    expect(lab.problems()).toEqual([]);
    expect(lab.entries()).toEqual([...written, ...added]);
  });

  it('is cut off where it is all that there is', () => {
    lab.append(swap());
    fs.truncateSync(lab.file, 10);
    const [added] = lab.append(swap());
    expect(lab.entries()).toEqual([
      expect.objectContaining({ seq: 0, body: { kind: 'repair', tornBytes: 10 } }),
      added,
    ]);
    expect(lab.problems()).toEqual([]);
  });

  it('that is longer than any of ours is ended, kept and reported', () => {
    const [first] = lab.append(swap());
    const start = fs.statSync(lab.file).size;
    fs.appendFileSync(lab.file, Buffer.alloc(8 * 1024 * 1024 + 1, 0x78));
    const [added] = lab.append(swap());
    expect(fs.statSync(lab.file).size).toBeGreaterThan(start + 8 * 1024 * 1024);
    expect(lab.entries()).toEqual([first, added]);
    expect(lab.problems()).toEqual([`The line at byte ${start} is longer than any entry.`]);
  });
});

describe('an error while appending', () => {
  const half: FileSystem['writeAll'] = (fd, buffer) => {
    nodeFileSystem.writeAll(fd, buffer.subarray(0, buffer.byteLength / 2));
    failing('ENOSPC')();
  };
  it.each<[string, Partial<FileSystem>]>([
    ['no room for a byte', { writeAll: failing('ENOSPC') }],
    ['no room in the middle', { writeAll: half }],
    ['a failing fsync', { fsync: failing('EIO') }],
    ['no room, and not even cutting it off works', { writeAll: half, truncate: failing('EIO') }],
    ['an unreadable end', { read: failing('EIO') }],
  ])('(%s) is thrown, and the old chain goes on', (_, part) => {
    const [first] = lab.append(swap());
    const before = lab.bytes();
    expect(() => appendEntries(without(part), targetOf(lab.file), [swap(), swap()])).toThrow(/ENOSPC|EIO/);
    if (part.truncate === undefined) expect(lab.bytes()).toEqual(before);
    lab.append(swap());
    expect(lab.problems()).toEqual([]);
    expect(lab.entries()[0]).toEqual(first);
  });

  it('leaves no descriptor open and no lock held', () => {
    lab.append(swap());
    const descriptors = (): number => fs.readdirSync('/proc/self/fd').length;
    const before = descriptors();
    expect(() => appendEntries(without({ fsync: failing('EIO') }), targetOf(lab.file), [swap()])).toThrow();
    lab.append(swap());
    lab.items();
    expect(descriptors()).toBe(before);
  });

  it('is what a link or a folder in the ledger’s place gives', () => {
    fs.mkdirSync(lab.folder, { recursive: true });
    fs.symlinkSync(path.join(lab.folder, 'elsewhere'), lab.file);
    expect(() => lab.append(swap())).toThrow(expect.objectContaining({ code: 'ELOOP' }));
    fs.unlinkSync(lab.file);
    fs.mkdirSync(lab.file);
    expect(() => lab.append(swap())).toThrow(expect.objectContaining({ code: 'EISDIR' }));
    expect(fs.readdirSync(lab.folder)).toEqual([path.basename(lab.file)]);
  });
});

describe('a ledger that somebody else has locked', () => {
  it('is waited for, and given up with words after ten seconds', () => {
    lab.append(swap());
    const fd = nodeFileSystem.open(lab.file, 'read');
    expect(systemEffects.locks.tryLock(fd)).toBe(true);
    let now = 0;
    const clock: Clock = { nowMs: () => 0, elapsedMs: () => now, pause: (ms) => (now += ms) };
    expect(() => appendEntries({ ...systemEffects, clock }, targetOf(lab.file), [swap()])).toThrow(
      `${lab.file}: another program has kept the ledger locked for 10 s. End it, then try again.`,
    );
    expect(now).toBeGreaterThanOrEqual(10_000);
    nodeFileSystem.close(fd);
    expect(lab.append(swap())).toHaveLength(1);
  });

  it('and takes away meanwhile is made anew, rather than written where nobody finds it', () => {
    lab.append(swap());
    const fd = nodeFileSystem.open(lab.file, 'read');
    systemEffects.locks.tryLock(fd);
    const pause = (): void => {
      fs.unlinkSync(lab.file);
      systemEffects.locks.unlock(fd);
    };
    const clock: Clock = { ...systemEffects.clock, pause };
    appendEntries({ ...systemEffects, clock }, targetOf(lab.file), [swap()]);
    nodeFileSystem.close(fd);
    expect(lab.entries().map(({ seq }) => seq)).toEqual([0]);
  });
});
