import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import zstd from 'zstd-napi';
import type { DemoManifest } from '#core/demo/manifest';
import type { DemoOptions } from '#core/demo/options';
import { planDemoStore } from '#core/demo/plan';
import { writeDemoStore } from '#core/demo/writeDemoStore';
import { createDemoSink, DemoFolderError } from '#core/fs/demoSink';

const NOW_MS = Date.parse('2026-11-01T12:00:00Z');
const DAY_MS = 864e5;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coldpress-demo-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const SMALL: Partial<DemoOptions> = { threads: 24, bytes: 4e6, compressedShare: 0.3, otherFiles: false };

function write(name: string, options: Partial<DemoOptions>): Promise<DemoManifest> {
  return writeDemoStore(planDemoStore({ nowMs: NOW_MS, ...options }), createDemoSink(path.join(folder, name)));
}

function contentOf(home: string, file: string): Buffer {
  const bytes = fs.readFileSync(path.join(folder, home, file));
  return file.endsWith('.zst') ? zstd.decompress(bytes) : bytes;
}

function linesOf(content: Buffer): readonly Record<string, unknown>[] {
  const lines = content.toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a written demo store', () => {
  test('is what its manifest says, byte for byte', async () => {
    const manifest = await write('a', { ...SMALL, profile: 'families' });

    expect(manifest.threads).toHaveLength(24);
    for (const thread of manifest.threads) {
      const content = contentOf('a', thread.path);
      const stats = fs.statSync(path.join(folder, 'a', thread.path), { bigint: true });
      expect({
        contentBytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        fileBytes: Number(stats.size),
        mtimeNs: stats.mtimeNs,
        mode: Number(stats.mode) & 0o777,
        turns: linesOf(content).filter(({ payload }) => (payload as { type?: string }).type === 'task_started').length,
      }).toEqual({
        contentBytes: thread.contentBytes,
        sha256: thread.sha256,
        fileBytes: thread.fileBytes,
        mtimeNs: thread.mtimeNs,
        mode: thread.mode,
        turns: thread.turns,
      });
    }
  });

  test('is the same for the same options, and another one for another seed', async () => {
    const first = await write('a', SMALL);
    const second = await write('b', SMALL);
    const other = await write('c', { ...SMALL, seed: 'other' });

    expect(second).toEqual(first);
    expect(other.threads.map(({ sha256 }) => sha256)).not.toEqual(first.threads.map(({ sha256 }) => sha256));
    for (const { path: file } of first.threads) {
      const [one, two] = ['a', 'b'].map((home) => fs.readFileSync(path.join(folder, home, file)));
      expect(two && one?.equals(two)).toBe(true);
    }
  });

  test('holds each needle in its own thread, and in the forks that copied it', async () => {
    const { threads } = await write('a', { ...SMALL, threads: 40, profile: 'families' });

    const texts = threads.map((thread) => ({ thread, text: contentOf('a', thread.path).toString('utf8') }));
    for (const { needle, toolNeedle, id } of threads) {
      for (const word of [needle, toolNeedle]) {
        const owners = texts.filter(({ text }) => text.includes(word)).map(({ thread }) => thread);
        expect(owners[0]?.id).toBe(id);
        expect(owners.slice(1).every(({ copiedBytes }) => copiedBytes > 0)).toBe(true);
      }
    }
  });

  test('points from a paginated fork to the end of a turn of its parent', async () => {
    const { threads } = await write('a', { ...SMALL, threads: 60, profile: 'families' });

    const forks = threads.filter(({ historyBase }) => historyBase !== null);
    expect(forks.length).toBeGreaterThan(5);
    for (const fork of forks) {
      const parent = threads.find(({ id }) => id === fork.parentId);
      const shared = contentOf('a', parent?.path ?? '').subarray(0, fork.historyBase?.endBytes);
      const last = linesOf(shared).at(-1);
      expect(last).toMatchObject({ type: 'event_msg', payload: { type: 'task_complete' } });
      expect(Number(last?.['ordinal']) + 1).toBe(fork.historyBase?.endOrdinal);
    }
  });

  test('repeats the parent in a legacy fork, except for the times', async () => {
    const { threads } = await write('a', { ...SMALL, threads: 60, profile: 'families' });

    const forks = threads.filter(({ copiedBytes }) => copiedBytes > 0);
    expect(forks.length).toBeGreaterThan(5);
    for (const fork of forks) {
      const parent = threads.find(({ id }) => id === fork.parentId);
      const [, ...own] = linesOf(contentOf('a', fork.path));
      const shared = linesOf(contentOf('a', parent?.path ?? '').subarray(0, fork.copiedBytes));
      const untimed = (lines: readonly object[]) => lines.map((line) => ({ ...line, timestamp: '' }));
      expect(untimed(own.slice(0, shared.length))).toEqual(untimed(shared));
    }
  });

  test('compresses as Codex does: one frame with its content size and no checksum', async () => {
    const { threads } = await write('a', SMALL);

    const compressed = threads.filter(({ representation }) => representation === 'compressed');
    expect(compressed.length).toBeGreaterThan(2);
    for (const { path: file, contentBytes } of compressed) {
      expect(readFrameHeader(fs.readFileSync(path.join(folder, 'a', file)))).toEqual({ contentBytes, checksum: false });
    }
  });

  test('has a name for some threads, the last one counts', async () => {
    const { threads } = await write('a', { ...SMALL, threads: 60 });

    const names = new Map<unknown, unknown>();
    for (const { id, thread_name } of linesOf(fs.readFileSync(path.join(folder, 'a', 'session_index.jsonl')))) {
      names.set(id, thread_name);
    }
    const named = threads.filter(({ name }) => name !== null);
    expect(named.length).toBeGreaterThan(5);
    expect(names).toEqual(new Map(named.map(({ id, name }) => [id, name])));
  });

  test('has a log database that SQLite finds sound, and other files', async () => {
    await write('a', { ...SMALL, otherFiles: true });

    const database = new Database(path.join(folder, 'a', 'logs_2.sqlite'), { readonly: true });
    const check = database.prepare('PRAGMA integrity_check').all();
    const free = database.prepare('PRAGMA freelist_count').raw().get();
    database.close();
    expect(check).toEqual([{ integrity_check: 'ok' }]);
    expect(free).toEqual([5858]);
    expect(fs.readdirSync(path.join(folder, 'a')).sort()).toEqual(
      expect.arrayContaining([
        'config.toml',
        'generated_images',
        'history.jsonl',
        'log',
        'memories',
        'shell_snapshots',
      ]),
    );
  });
});

describe('the size of a demo store', () => {
  test.each(['mixed', 'images', 'compaction', 'families'] as const)(
    'of profile %s is about what was asked',
    async (profile) => {
      const { threads } = await write('a', { threads: 60, bytes: 12e6, profile, otherFiles: false });

      const total = threads.reduce((sum, { contentBytes }) => sum + contentBytes, 0);
      expect(total / 12e6).toBeGreaterThan(0.85);
      expect(total / 12e6).toBeLessThan(1.25);
      const sizes = threads.map(({ contentBytes }) => contentBytes).sort((a, b) => b - a);
      expect(sizes[0]).toBe(threads[0]?.contentBytes);
      expect(sizes.at(-1)).toBeGreaterThan(35e3);
    },
  );

  test('has the shares of cold, archived and compressed threads that were asked for', () => {
    const { threads } = planDemoStore({
      nowMs: NOW_MS,
      threads: 1000,
      coldShare: 0.6,
      archivedShare: 0.3,
      compressedShare: 0.4,
    });

    const share = (keep: (thread: (typeof threads)[number]) => boolean) => threads.filter(keep).length / 1000;
    expect(share(({ endMs }) => endMs < NOW_MS - 7 * DAY_MS)).toBeCloseTo(0.6, 1);
    expect(share(({ archived }) => archived)).toBeCloseTo(0.3, 1);
    expect(share(({ compressed }) => compressed)).toBeCloseTo(0.4, 1);
    expect(threads.every(({ endMs, createdMs }) => createdMs < endMs && endMs < NOW_MS)).toBe(true);
    expect(new Set(threads.map(({ id }) => id)).size).toBe(1000);
  });
});

describe('writing a demo store', () => {
  test('refuses a folder that holds something, and a file', () => {
    fs.writeFileSync(path.join(folder, 'mine.txt'), 'mine');

    expect(() => createDemoSink(folder)).toThrow(DemoFolderError);
    expect(() => createDemoSink(folder)).toThrow(/is not empty/);
    expect(() => createDemoSink(path.join(folder, 'mine.txt'))).toThrow(/is not a folder/);
    expect(fs.readdirSync(folder)).toEqual(['mine.txt']);
  });

  test('reports how far it is, up to the end', async () => {
    const steps: [number, number][] = [];
    const plan = planDemoStore({ nowMs: NOW_MS, ...SMALL });
    const manifest = await writeDemoStore(plan, createDemoSink(folder), {
      onProgress: ({ doneThreads, doneBytes }) => steps.push([doneThreads, doneBytes]),
    });

    const total = manifest.threads.reduce((sum, { contentBytes }) => sum + contentBytes, 0);
    expect(steps.at(-1)).toEqual([24, total]);
    expect(steps).toEqual([...steps].sort(([, a], [, b]) => a - b));
  });

  test('leaves only what was there before when it is cancelled', async () => {
    const cancel = new AbortController();
    const home = path.join(folder, 'a');
    const writing = writeDemoStore(planDemoStore({ nowMs: NOW_MS, ...SMALL }), createDemoSink(home), {
      signal: cancel.signal,
      onProgress: ({ doneThreads }) => {
        if (doneThreads === 10) cancel.abort(new Error('enough'));
      },
    });

    await expect(writing).rejects.toThrow('enough');
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

/** The two facts of a zstd frame header that matter here (RFC 8878, 3.1.1.1). */
function readFrameHeader(frame: Buffer): { readonly contentBytes: number; readonly checksum: boolean } {
  expect(frame.readUInt32LE(0)).toBe(0xfd2fb528);
  const descriptor = frame.readUInt8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const at = singleSegment ? 5 : 6;
  const checksum = (descriptor & 4) !== 0;
  switch (descriptor >> 6) {
    case 0:
      return { contentBytes: frame.readUInt8(at), checksum };
    case 1:
      return { contentBytes: frame.readUInt16LE(at) + 256, checksum };
    case 2:
      return { contentBytes: frame.readUInt32LE(at), checksum };
    default:
      return { contentBytes: Number(frame.readBigUInt64LE(at)), checksum };
  }
}
