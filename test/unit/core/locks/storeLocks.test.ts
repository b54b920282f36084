import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockOrClose, probeThreadLock, takeCoordination, takeRunLock, takeThreadLock } from '#core/locks/storeLocks';
import type { HeldLock } from '#core/locks/storeLocks';
import type { Effects } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const GO_ON = { shouldStop: () => false, tryForMs: 0 };
let home: string;

beforeEach((context) => {
  home = temporaryFolder(context);
});

/** Everything below the home, with the permission bits. */
function tree(): Readonly<Record<string, string>> {
  const names = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  const modes = names.map((name) => [name, (fs.statSync(path.join(home, name)).mode & 0o777).toString(8)]);
  return Object.fromEntries(modes) as Record<string, string>;
}

/** Whether another process could take a lock now: the `flock` command, which is what Codex's lock is. */
function isFreeElsewhere(file: string): boolean {
  return spawnSync('flock', ['-n', path.join(home, file), 'true']).status === 0;
}

type Take = (effects: Effects) => HeldLock | null;
const LOCKS: readonly (readonly [string, string, Take])[] = [
  ['the run lock', '.tmp/rollout-maintenance.lock', (effects) => takeRunLock(effects, home)],
  ['coordination', 'thread-writer-locks/.coordination.lock', (effects) => takeCoordination(effects, home, GO_ON)],
  ['a thread’s lock', `thread-writer-locks/${ID}.lock`, (effects) => takeThreadLock(effects, home, ID)],
];

describe.each(LOCKS)('%s', (_, file, take) => {
  it('excludes every other program and ourselves until it is released', () => {
    const lock = take(systemEffects);
    expect(lock).not.toBeNull();
    expect(isFreeElsewhere(file)).toBe(false);
    expect(take(systemEffects)).toBeNull();
    lock?.release();
    const again = take(systemEffects);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('makes its folder and its file as Codex does, empty and with its modes', () => {
    const before = process.umask(0o022);
    const lock = take(systemEffects);
    process.umask(before);
    expect(tree()).toEqual({ [path.dirname(file)]: '755', [file]: '644' });
    expect(fs.statSync(path.join(home, file)).size).toBe(0);
    lock?.release();
  });

  it('leaves no descriptor open, taken or not', () => {
    const descriptors = (): number => fs.readdirSync('/proc/self/fd').length;
    const before = descriptors();
    const lock = take(systemEffects);
    take(systemEffects);
    lock?.release();
    expect(descriptors()).toBe(before);
  });

  it('is not taken where the store is gone, which does not come back by that', () => {
    fs.rmdirSync(home);
    expect(() => take(systemEffects)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(fs.existsSync(home)).toBe(false);
  });

  it('is not taken through a link that somebody put in its place', () => {
    const elsewhere = path.join(home, 'elsewhere');
    fs.mkdirSync(path.join(home, path.dirname(file)));
    fs.symlinkSync(elsewhere, path.join(home, file));
    expect(() => take(systemEffects)).toThrow(expect.objectContaining({ code: 'ELOOP' }));
    expect(fs.existsSync(elsewhere)).toBe(false);
  });
});

describe('coordination', () => {
  const file = 'thread-writer-locks/.coordination.lock';

  it('is waited for as long as it is asked to, on a clock of its own', () => {
    const held = takeCoordination(systemEffects, home, GO_ON);
    const pauses: number[] = [];
    let elapsedMs = 0;
    const pause = (ms: number): void => {
      pauses.push(ms);
      elapsedMs += ms;
    };
    const clock = { ...systemEffects.clock, elapsedMs: () => elapsedMs, pause };
    const waiting = takeCoordination({ ...systemEffects, clock }, home, { shouldStop: () => false, tryForMs: 1000 });
    expect(waiting).toBeNull();
    expect(elapsedMs).toBeGreaterThanOrEqual(1000);
    expect(elapsedMs).toBeLessThan(1100);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(20);
    held?.release();
  });

  it('is taken as soon as it is free, and not waited for any longer when told to stop', () => {
    const held = takeCoordination(systemEffects, home, GO_ON);
    const releaseAt = { left: 3 };
    const pause = (): void => {
      if (--releaseAt.left === 0) held?.release();
    };
    const effects = { ...systemEffects, clock: { ...systemEffects.clock, pause } };
    const taken = takeCoordination(effects, home, { shouldStop: () => false, tryForMs: 30_000 });
    expect(taken).not.toBeNull();
    const stopped = takeCoordination(systemEffects, home, { shouldStop: () => true, tryForMs: 30_000 });
    expect(stopped).toBeNull();
    taken?.release();
    expect(isFreeElsewhere(file)).toBe(true);
  });
});

describe('a thread’s lock', () => {
  it('goes with its file when it is released, as Codex does it', () => {
    takeThreadLock(systemEffects, home, ID)?.release();
    expect(tree()).toEqual({ 'thread-writer-locks': '755' });
  });

  it('is probed without making anything, and its file stays', () => {
    const free = probeThreadLock(systemEffects, home, ID);
    expect(free).not.toBeNull();
    free?.release();
    expect(tree()).toEqual({});
    const file = path.join(home, 'thread-writer-locks', `${ID}.lock`);
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, '');
    probeThreadLock(systemEffects, home, ID)?.release();
    expect(fs.existsSync(file)).toBe(true);
    const held = takeThreadLock(systemEffects, home, ID);
    expect(probeThreadLock(systemEffects, home, ID)).toBeNull();
    held?.release();
  });
});

it('what root makes in a store of somebody else belongs to its owner', () => {
  if (process.getuid?.() !== 0) throw new Error('this test needs root, as the test machine has it');
  fs.chownSync(home, 12_345, 23_456);
  const locks = LOCKS.map(([, , take]) => take(systemEffects));
  const names = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  expect(names).toHaveLength(5);
  for (const name of names) expect(fs.statSync(path.join(home, name))).toMatchObject({ uid: 12_345, gid: 23_456 });
  for (const lock of locks) lock?.release();
});

it('a file that cannot be locked is closed', () => {
  const file = path.join(home, 'file');
  const fd = systemEffects.fs.open(file, 'readWriteCreate');
  const tryLock = (): boolean => {
    throw new Error('no locks here');
  };
  const effects = { ...systemEffects, locks: { ...systemEffects.locks, tryLock } };
  expect(() => lockOrClose(effects, fd)).toThrow('no locks here');
  expect(() => fs.fstatSync(fd)).toThrow(expect.objectContaining({ code: 'EBADF' }));
});
