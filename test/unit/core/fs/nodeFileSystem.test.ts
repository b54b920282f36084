import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

let folder: string;

beforeEach((context) => {
  folder = temporaryFolder(context);
});

const at = (...parts: readonly string[]): string => path.join(folder, ...parts);
const code = (name: string): unknown => expect.objectContaining({ code: name });

function withOpen<T>(file: string, work: (fd: number) => T): T {
  const fd = nodeFileSystem.open(file, 'readWrite');
  try {
    return work(fd);
  } finally {
    nodeFileSystem.close(fd);
  }
}

describe('what stands somewhere', () => {
  it('is told exactly: kind, size, times in nanoseconds, mode, owner and names', () => {
    fs.writeFileSync(at('file'), 'twelve bytes');
    fs.chmodSync(at('file'), 0o4640);
    fs.linkSync(at('file'), at('second name'));
    execFileSync('touch', ['-d', '2026-01-02T03:04:05.123456789Z', at('file')]);
    const stats = fs.lstatSync(at('file'), { bigint: true });
    const state = {
      kind: 'file',
      dev: stats.dev,
      ino: stats.ino,
      size: 12n,
      mtimeNs: BigInt(Date.parse('2026-01-02T03:04:05Z')) * 1_000_000n + 123_456_789n,
      ctimeNs: stats.ctimeNs,
      mode: 0o4640,
      uid: process.getuid?.(),
      gid: process.getgid?.(),
      nlink: 2,
      allocatedBytes: stats.blocks * 512n,
    };
    expect(nodeFileSystem.lstat(at('file'))).toEqual(state);
    expect(withOpen(at('file'), nodeFileSystem.fstat)).toEqual(state);
  });

  it('is a file, a directory, a link, another thing, or nothing', () => {
    fs.writeFileSync(at('file'), '');
    fs.mkdirSync(at('directory'));
    fs.symlinkSync('file', at('link'));
    execFileSync('mkfifo', [at('other')]);
    const kinds = ['file', 'directory', 'link', 'other', 'nothing'].map((name) => nodeFileSystem.lstat(at(name))?.kind);
    expect(kinds).toEqual(['file', 'directory', 'link', 'other', undefined]);
    const entries = nodeFileSystem.readDirectory(folder).map(({ name, kind }) => [name, kind]);
    expect(Object.fromEntries(entries)).toEqual({ file: 'file', directory: 'directory', link: 'link', other: 'other' });
    expect(nodeFileSystem.realpath(at('link'))).toBe(at('file'));
  });
});

describe('opening', () => {
  it('follows no link and waits on no pipe', () => {
    fs.writeFileSync(at('file'), 'x');
    fs.symlinkSync('file', at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    for (const mode of ['read', 'readWrite', 'readWriteCreate'] as const) {
      expect(() => nodeFileSystem.open(at('link'), mode)).toThrow(code('ELOOP'));
    }
    nodeFileSystem.close(nodeFileSystem.open(at('pipe'), 'read'));
  });

  it('makes a file only where it is asked to, and a new one for its owner alone', () => {
    expect(() => nodeFileSystem.open(at('a'), 'read')).toThrow(code('ENOENT'));
    expect(() => nodeFileSystem.open(at('a'), 'readWrite')).toThrow(code('ENOENT'));
    nodeFileSystem.close(nodeFileSystem.open(at('a'), 'createExclusive'));
    expect(fs.statSync(at('a')).mode & 0o777).toBe(0o600);
    expect(() => nodeFileSystem.open(at('a'), 'createExclusive')).toThrow(code('EEXIST'));
    fs.symlinkSync('nowhere', at('b'));
    expect(() => nodeFileSystem.open(at('b'), 'createExclusive')).toThrow(code('EEXIST'));
  });

  it('is closed to programs that are started', () => {
    const fd = nodeFileSystem.open(at('a'), 'createExclusive');
    const flags = fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').match(/flags:\s+(\d+)/)?.[1] ?? '0';
    expect(parseInt(flags, 8) & 0o2000000).toBe(0o2000000);
    nodeFileSystem.close(fd);
  });
});

describe('reading and writing', () => {
  it('goes on where the descriptor stands, or anywhere', () => {
    const fd = nodeFileSystem.open(at('file'), 'createExclusive');
    nodeFileSystem.writeAll(fd, Buffer.from('hello '));
    nodeFileSystem.writeAll(fd, Buffer.alloc(0));
    nodeFileSystem.writeAll(fd, Buffer.from('world'));
    nodeFileSystem.fsync(fd);
    const buffer = Buffer.alloc(5);
    expect([nodeFileSystem.read(fd, buffer, 6), buffer.toString()]).toEqual([5, 'world']);
    expect(nodeFileSystem.read(fd, buffer, null)).toBe(0);
    expect(nodeFileSystem.read(fd, buffer, 9)).toBe(2);
    nodeFileSystem.dropCache(fd);
    nodeFileSystem.close(fd);
    nodeFileSystem.syncDirectory(folder);
    expect(fs.readFileSync(at('file'), 'utf8')).toBe('hello world');
  });

  it.each([0n, 1n, -1n, 1_760_000_000_123_456_789n, -12_345_678_901_234_567n, 4_102_444_800_000_000_001n])(
    'sets an mtime of %s ns exactly, and leaves atime alone',
    (mtimeNs) => {
      fs.writeFileSync(at('file'), 'x');
      fs.utimesSync(at('file'), 1_600_000_000, 1_600_000_000);
      withOpen(at('file'), (fd) => nodeFileSystem.setMtime(fd, mtimeNs));
      const stats = fs.statSync(at('file'), { bigint: true });
      expect([stats.mtimeNs, stats.atimeNs]).toEqual([mtimeNs, 1_600_000_000_000_000_000n]);
    },
  );

  it('sets mode and owner of what is open', () => {
    fs.writeFileSync(at('file'), 'x');
    withOpen(at('file'), (fd) => {
      nodeFileSystem.setOwner(fd, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
      nodeFileSystem.setMode(fd, 0o751);
    });
    expect(fs.statSync(at('file')).mode & 0o7777).toBe(0o751);
  });
});

describe('moving', () => {
  it('never replaces anything: no file, no link, no folder', () => {
    fs.writeFileSync(at('file'), 'theirs');
    fs.symlinkSync('nowhere', at('link'));
    fs.mkdirSync(at('folder'));
    fs.writeFileSync(at('ours'), 'ours');
    for (const target of ['file', 'link', 'folder']) {
      expect(() => nodeFileSystem.moveNoReplace(at('ours'), at(target))).toThrow(code('EEXIST'));
    }
    nodeFileSystem.moveNoReplace(at('ours'), at('free'));
    expect(fs.readdirSync(folder).sort()).toEqual(['file', 'folder', 'free', 'link']);
    expect([fs.readFileSync(at('file'), 'utf8'), fs.readFileSync(at('free'), 'utf8')]).toEqual(['theirs', 'ours']);
    expect(() => nodeFileSystem.moveNoReplace(at('gone'), at('new'))).toThrow(code('ENOENT'));
  });

  it('replaces where it is asked to', () => {
    fs.writeFileSync(at('old'), 'old');
    fs.writeFileSync(at('new'), 'new');
    nodeFileSystem.moveReplacing(at('new'), at('old'));
    expect([fs.readdirSync(folder), fs.readFileSync(at('old'), 'utf8')]).toEqual([['old'], 'new']);
    nodeFileSystem.unlink(at('old'));
    expect(() => nodeFileSystem.unlink(at('old'))).toThrow(code('ENOENT'));
  });
});

describe('making a directory', () => {
  it('makes those above it, with the mode, and none that is there', () => {
    const before = process.umask(0);
    nodeFileSystem.makeDirectory(at('a', 'b', 'c'), 0o700);
    nodeFileSystem.makeDirectory(at('a', 'b'), 0o777);
    process.umask(before);
    const modes = [at('a'), at('a', 'b'), at('a', 'b', 'c')].map((place) => fs.statSync(place).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700]);
    fs.symlinkSync('a', at('link'));
    nodeFileSystem.makeDirectory(at('link', 'd'), 0o700);
    expect(fs.existsSync(at('a', 'd'))).toBe(true);
  });

  it('says what is in the way', () => {
    fs.writeFileSync(at('file'), 'x');
    expect(() => nodeFileSystem.makeDirectory(at('file'), 0o700)).toThrow(code('EEXIST'));
    expect(() => nodeFileSystem.makeDirectory(at('file', 'a', 'b'), 0o700)).toThrow(code('ENOTDIR'));
    expect(() => nodeFileSystem.makeDirectory('/proc/nothing/here', 0o700)).toThrow(code('ENOENT'));
  });

  it('says that a disk is read-only, and not that something is missing', (context) => {
    fs.mkdirSync(at('disk'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', at('disk')]);
    context.onTestFinished(() => void execFileSync('umount', [at('disk')]));
    expect(() => nodeFileSystem.makeDirectory(at('disk', 'a'), 0o700)).toThrow(code('EROFS'));
    expect(() => nodeFileSystem.makeDirectory(at('disk', 'a', 'b'), 0o700)).toThrow(code('EROFS'));
  });
});

it('a file may have attributes that a swap would lose', () => {
  fs.writeFileSync(at('file'), 'x');
  expect(nodeFileSystem.extendedAttributes(at('file'))).toEqual([]);
  const set = 'import os, sys; os.setxattr(sys.argv[1], "user.note", b"mine")';
  execFileSync('python3', ['-c', set, at('file')]);
  expect(nodeFileSystem.extendedAttributes(at('file'))).toEqual(['user.note']);
});

it('the disk has a size, and free room below it', () => {
  const { totalBytes, freeBytes } = nodeFileSystem.space(folder);
  expect(Number.isSafeInteger(totalBytes) && freeBytes > 0 && freeBytes <= totalBytes).toBe(true);
});
