import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { deviceText, flockHolders, heldThreadIds, mountDevice, parseProcLocks } from '#core/locks/heldLocks';
import { systemEffects } from '#core/systemEffects';
import { asNobody } from '../../../support/asNobody';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

const A = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const B = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0002';

test('only exclusive flocks that are held are taken from /proc/locks', () => {
  const text = [
    '1: FLOCK  ADVISORY  WRITE 4242 fe:00:2228226 0 EOF',
    '1: -> FLOCK  ADVISORY  WRITE 4243 fe:00:2228226 0 EOF',
    '2: FLOCK  ADVISORY  READ  4244 fe:00:3 0 EOF',
    '3: POSIX  ADVISORY  WRITE 4245 00:2d:4 0 EOF',
    '4: LEASE  ACTIVE    WRITE 4246 fe:00:5 0 EOF',
    '5: FLOCK  ADVISORY  WRITE -1 103:02:18446744073709551615 0 EOF',
    '',
  ].join('\n');
  expect(parseProcLocks(text)).toEqual([
    { pid: 4242, device: '254:0', ino: '2228226' },
    { pid: -1, device: '259:2', ino: '18446744073709551615' },
  ]);
});

test('device numbers are taken apart as makedev puts them together', () => {
  expect(deviceText(65_024n)).toBe('254:0');
  expect(deviceText(0x103_02n)).toBe('259:2');
  expect(deviceText(0x0010_0002n)).toBe('0:258');
});

test('the longest mount point above a path names its device, with escaped spaces, and the last one wins', () => {
  const line = (device: string, point: string): string => `22 1 ${device} / ${point} rw - btrfs /dev/x rw`;
  const info = [line('254:0', '/'), line('0:40', '/home'), line('0:41', '/home/my\\040disk'), line('0:42', '/home')];
  const text = `${info.join('\n')}\n`;
  expect(mountDevice(text, '/home/mira')).toBe('0:42');
  expect(mountDevice(text, '/homes')).toBe('254:0');
  expect(mountDevice(text, '/home/my disk/.codex')).toBe('0:41');
  expect(mountDevice('', '/home')).toBeNull();
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('threads are in use exactly while another process holds their lock', async (context) => {
    const home = temporaryFolder(context);
    expect(heldThreadIds(nodeFileSystem, home)).toEqual(new Set());
    const locks = path.join(home, 'thread-writer-locks');
    fs.mkdirSync(locks);
    for (const name of [`${A}.lock`, `${B}.lock`, '.coordination.lock', 'notes.lock']) {
      fs.writeFileSync(path.join(locks, name), '');
    }
    expect(heldThreadIds(nodeFileSystem, home)).toEqual(new Set());
    const holder = spawn('flock', ['-x', path.join(locks, `${A}.lock`), '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(heldThreadIds(nodeFileSystem, home)).toEqual(new Set([A]));
    expect(flockHolders(nodeFileSystem, path.join(locks, `${A}.lock`))).toHaveLength(1);
    expect(flockHolders(nodeFileSystem, path.join(locks, `${B}.lock`))).toEqual([]);
    expect(flockHolders(nodeFileSystem, path.join(locks, 'absent.lock'))).toEqual([]);
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.stdin.end();
    await ended;
    expect(heldThreadIds(nodeFileSystem, home)).toEqual(new Set());
  });
  test('a folder of locks that may not be read tells nothing', (context) => {
    const home = temporaryFolder(context);
    fs.mkdirSync(path.join(home, 'thread-writer-locks'), { mode: 0 });
    const fd = fs.openSync(path.join(home, 'any.lock'), 'w');
    context.onTestFinished(() => fs.closeSync(fd));
    expect(systemEffects.locks.tryLock(fd)).toBe(true); // where nobody holds anything, nothing is looked at
    expect(asNobody(home, () => heldThreadIds(nodeFileSystem, home))).toBeNull();
  });
});
