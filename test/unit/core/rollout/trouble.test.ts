import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effects, FileSystem } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { at, ID, makeRolloutFixture, NAME, rolloutText } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';
import { skippableFrame, zstdFrame } from '../../../support/store/zstdFrames';

let store: RolloutFixture;

beforeEach(() => {
  store = makeRolloutFixture();
});

afterEach(() => {
  store.remove();
});

/** The real file system, but for one effect that fails once, before or after it was done. */
function failing(name: keyof FileSystem, code: string, { nth, after }: { nth: number; after: boolean }): Effects {
  let calls = 0;
  const real = systemEffects.fs[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    calls += 1;
    if (calls !== nth) return real(...args);
    if (after) real(...args);
    throw Object.assign(new Error(`${code}: ${name}`), { code });
  };
  return { ...systemEffects, fs: { ...systemEffects.fs, [name]: wrapped } };
}

function names(): readonly string[] {
  return fs.readdirSync(path.dirname(store.plain)).sort();
}

describe('an error after the thread was swapped', () => {
  it('is a reason, not a failure: the thread is compressed', () => {
    const outcome = store.compress({ effects: failing('syncDirectory', 'EIO', { nth: 3, after: false }) });
    expect(outcome).toMatchObject({ kind: 'compressed', reason: expect.stringMatching(/afterwards: EIO/) });
    expect(names()).toEqual([`${NAME}.zst`]);
  });

  it('is a reason, not a failure: the thread is restored', () => {
    const before = store.snapshot();
    store.compress();
    const outcome = store.restore({ effects: failing('syncDirectory', 'ENOSPC', { nth: 2, after: false }) });
    expect(outcome).toMatchObject({ kind: 'restored', reason: expect.stringMatching(/afterwards: ENOSPC/) });
    expect(store.snapshot()).toEqual(before);
  });
});

describe('an error of the move that publishes', () => {
  it('that was done all the same does not leave the thread standing twice', () => {
    const effects = failing('moveNoReplace', 'EIO', { nth: 1, after: true });
    expect(store.compress({ effects }).kind).toBe('compressed');
    expect(names()).toEqual([`${NAME}.zst`]);
  });

  it('that was not done leaves the thread as it was, and names it', () => {
    const before = store.snapshot();
    const outcome = store.compress({ effects: failing('moveNoReplace', 'EIO', { nth: 1, after: false }) });
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/EIO: .*disk/) });
    expect(outcome.reason).toContain(NAME);
    expect(store.snapshot()).toEqual(before);
  });
});

it('leaves the plain file when the directory cannot be synced after publishing', () => {
  const before = store.snapshot();
  const outcome = store.compress({ effects: failing('syncDirectory', 'EIO', { nth: 1, after: false }) });
  expect(outcome.kind).toBe('failed');
  expect(store.snapshot()).toEqual(before);
});

it('restores all the same when a sweep takes the temporary file away once', () => {
  const before = store.snapshot();
  store.compress();
  const directory = path.dirname(store.plain);
  const sweep = (): void => {
    for (const name of names()) if (name.endsWith('.tmp')) fs.unlinkSync(path.join(directory, name));
  };
  expect(store.restore({ control: at('swapping', sweep) }).kind).toBe('restored');
  expect(store.snapshot()).toEqual(before);
});

it('is left alone, and nothing failed, when a sweep takes every temporary file away', () => {
  const directory = path.dirname(store.plain);
  const sweep = (): void => {
    for (const name of names()) if (name.endsWith('.tmp')) fs.unlinkSync(path.join(directory, name));
  };
  const progress = (step: string): void => {
    if (step === 'swapping') sweep();
  };
  const outcome = store.compress({ control: { shouldStop: () => false, progress } });
  store.expectLeftAlone(outcome, ['skipped_changed', /twice/], store.snapshot());
});

describe('a compressed file that is not understood', () => {
  it.each([
    ['only a skippable frame', skippableFrame('hello'), 'failed', /no content/],
    [
      'the meta of another thread',
      zstdFrame(Buffer.from(rolloutText(3).replaceAll(ID, `${ID.slice(0, -1)}9`))),
      'skipped_unsupported',
      /another/,
    ],
    ['no session_meta', zstdFrame(Buffer.from('{"type":"event_msg"}\n')), 'failed', /session_meta/],
  ] as const)('with %s is left alone', (...[, bytes, kind, reason]) => {
    fs.unlinkSync(store.plain);
    fs.writeFileSync(`${store.plain}.zst`, bytes);
    store.expectLeftAlone(store.restore(), [kind, reason], store.snapshot());
  });
});

it('leaves a thread alone whose folder would give its twin other access rights', () => {
  const text = 'u::rwx,u:1234:r,g::r-x,m::r-x,o::---';
  execFileSync('python3', ['-c', defaultAcl(text), path.dirname(store.plain)]);
  store.expectLeftAlone(store.compress(), ['skipped_unsupported', /default ACL/], store.snapshot());
});

/** Sets a default ACL as setfattr would: version 2, then tag, permissions and id of each entry (acl(5)). */
function defaultAcl(text: string): string {
  const tags: Readonly<Record<string, number>> = { u: 1, g: 4, m: 16, o: 32 };
  const entries = text.split(',').map((entry) => {
    const [kind = '', id = '', permissions = ''] = entry.split(':');
    const bits = Array.from(permissions).reduce((sum, letter) => sum + ({ r: 4, w: 2, x: 1 }[letter] ?? 0), 0);
    const tag = (tags[kind] ?? 0) * (id === '' ? 1 : 2);
    return `(${tag},${bits},${id === '' ? 0xffffffff : Number(id)})`;
  });
  const pack = `b"".join(struct.pack("<HHI",*e) for e in [${entries.join(',')}])`;
  return `import os,struct,sys;os.setxattr(sys.argv[1],"system.posix_acl_default",struct.pack("<I",2)+${pack})`;
}

describe('where no lease is to be had', () => {
  const noLease = (holders: Effects['openers']['holders']): Effects => ({
    ...systemEffects,
    openers: { lease: () => ({ kind: 'unknown', reason: 'a test' }), holders },
  });

  it('a thread that nobody has open is compressed', () => {
    expect(store.compress({ effects: noLease(() => []) }).kind).toBe('compressed');
  });

  it('a thread whose holders cannot be known is left alone', () => {
    const outcome = store.compress({ effects: noLease(() => null) });
    store.expectLeftAlone(outcome, ['skipped_unsupported', /Nothing here can tell/], store.snapshot());
    expect(names()).toEqual([NAME]);
  });

  it('a thread that is opened while the locks are waited for is left alone', () => {
    const lock = path.join(store.home, 'thread-writer-locks', '.coordination.lock');
    fs.mkdirSync(path.dirname(lock));
    const fd = fs.openSync(lock, 'w');
    let asked = 0;
    const holders = (): readonly string[] => {
      asked += 1;
      if (asked === 1) systemEffects.locks.tryLock(fd);
      else systemEffects.locks.unlock(fd);
      return asked === 1 ? [] : ['a late writer (pid 1)'];
    };
    const outcome = store.compress({ effects: noLease(holders) });
    fs.closeSync(fd);
    expect(outcome).toMatchObject({ kind: 'skipped_in_use', reason: expect.stringMatching(/late writer/) });
    expect(names()).toEqual([NAME]);
  });
});
