import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEffects } from '#core/systemEffects';
import { at, ID, makeRolloutFixture, NAME } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';

let store: RolloutFixture;

beforeEach(() => {
  store = makeRolloutFixture();
});

afterEach(() => {
  store.remove();
});

describe('compress and restore', () => {
  it('gives back the same bytes, mtime to the nanosecond, mode and owner', () => {
    const before = store.snapshot();
    const { mtimeNs, size } = fs.lstatSync(store.plain, { bigint: true });

    expect(store.compress()).toMatchObject({ id: ID, kind: 'compressed', sourceBytes: Number(size) });
    expect(fs.readdirSync(path.dirname(store.plain))).toEqual([`${NAME}.zst`]);
    expect(fs.lstatSync(`${store.plain}.zst`, { bigint: true }).mtimeNs).toBe(mtimeNs);

    expect(store.restore()).toMatchObject({ id: ID, kind: 'restored', sourceBytes: Number(size) });
    expect(store.snapshot()).toEqual(before);
    expect(fs.readdirSync(path.join(store.home, 'thread-writer-locks'))).toEqual(['.coordination.lock']);
  });

  it('writes one frame with its size and checksum, and a receipt that zstd skips', () => {
    const text = fs.readFileSync(store.plain, 'utf8');
    store.compress();
    expect(execFileSync('zstd', ['-dcq', `${store.plain}.zst`], { encoding: 'utf8' })).toBe(text);
    const listing = execFileSync('zstd', ['-lv', `${store.plain}.zst`], { encoding: 'utf8' });
    expect(listing).toMatch(/# Zstandard Frames: 1\n# Skippable Frames: 1\n/);
    expect(listing).toMatch(new RegExp(`Decompressed Size: .*\\(${text.length} B\\)`));
    expect(listing).toMatch(/Check: XXH64/);
  });

  it('gives the files of another owner back to that owner when root works for them', () => {
    if (process.getuid?.() !== 0) throw new Error('this test needs root, as the test machine has it');
    for (const file of [store.home, store.plain]) fs.chownSync(file, 12_345, 23_456);
    const before = store.snapshot();
    store.compress();
    expect(fs.lstatSync(`${store.plain}.zst`)).toMatchObject({ uid: 12_345, gid: 23_456 });
    store.restore();
    expect(store.snapshot()).toEqual(before);
    for (const made of ['thread-writer-locks', 'thread-writer-locks/.coordination.lock']) {
      expect(fs.lstatSync(path.join(store.home, made))).toMatchObject({ uid: 12_345, gid: 23_456 });
    }
  });

  it('restores files of the zstd command, of any number of frames, with their own time and mode', () => {
    const text = fs.readFileSync(store.plain);
    const before = store.snapshot();
    for (const [name, part] of [
      ['a', text.subarray(0, 777)],
      ['b', text.subarray(777)],
    ] as const) {
      fs.writeFileSync(path.join(store.home, name), part);
      execFileSync('zstd', ['-q', '--rm', path.join(store.home, name)]);
    }
    fs.writeFileSync(
      `${store.plain}.zst`,
      Buffer.concat(['a', 'b'].map((name) => fs.readFileSync(path.join(store.home, `${name}.zst`)))),
    );
    for (const name of ['a.zst', 'b.zst']) fs.unlinkSync(path.join(store.home, name));
    execFileSync('touch', ['-r', store.plain, `${store.plain}.zst`]);
    fs.chmodSync(`${store.plain}.zst`, 0o640);
    fs.unlinkSync(store.plain);
    expect(store.restore()).toMatchObject({ kind: 'restored', sourceBytes: text.length });
    expect(store.snapshot()).toEqual(before);
  });

  it('sets the time to now when asked to touch', () => {
    store.compress();
    store.restore({ overrides: { touch: true } });
    expect(Date.now() - fs.statSync(store.plain).mtimeMs).toBeLessThan(60_000);
  });
});

describe('a thread that somebody uses', () => {
  it('is left alone while any descriptor of it is open, and says so', () => {
    const before = store.snapshot();
    const fd = fs.openSync(store.plain, 'a');
    try {
      store.expectLeftAlone(store.compress(), ['skipped_in_use', /Opened by another program/], before);
    } finally {
      fs.closeSync(fd);
    }
    expect(store.compress().kind).toBe('compressed');
  });

  it('is left alone while its writer lock is held, and the lock file stays', () => {
    const lock = path.join(store.home, 'thread-writer-locks', `${ID}.lock`);
    fs.mkdirSync(path.dirname(lock));
    const fd = fs.openSync(lock, 'w');
    expect(systemEffects.locks.tryLock(fd)).toBe(true);
    const before = store.snapshot();
    store.expectLeftAlone(store.compress(), ['skipped_in_use', /loaded in Codex/], before);
    systemEffects.locks.unlock(fd);
    expect(store.compress().kind).toBe('compressed');
    expect(fs.existsSync(lock)).toBe(true);
    expect(systemEffects.locks.tryLock(fd)).toBe(true);
    store.expectLeftAlone(store.restore(), ['skipped_in_use', /opening this thread/], store.snapshot());
    fs.closeSync(fd);
  });

  it('is left alone when the coordination lock is not to be had for 30 s', () => {
    fs.mkdirSync(path.join(store.home, 'thread-writer-locks'));
    const fd = fs.openSync(path.join(store.home, 'thread-writer-locks', '.coordination.lock'), 'w');
    systemEffects.locks.tryLock(fd);
    let nowMs = Date.now();
    const clock = { nowMs: Date.now, elapsedMs: () => nowMs, pause: () => (nowMs += 1000) };
    const before = store.snapshot();
    store.expectLeftAlone(
      store.compress({ effects: { ...systemEffects, clock } }),
      ['skipped_in_use', /for 30 s/],
      before,
    );
    fs.closeSync(fd);
  });

  it.each(['reading', 'verifying', 'swapping'] as const)('keeps every line that is appended while %s', (step) => {
    const line = '{"type":"event_msg"}\n';
    const text = fs.readFileSync(store.plain, 'utf8');
    const outcome = store.compress({ control: at(step, () => fs.appendFileSync(store.plain, line)) });
    expect(outcome).toMatchObject({ kind: 'skipped_changed', reason: expect.stringMatching(/grew|changed/) });
    expect(fs.readFileSync(store.plain, 'utf8')).toBe(text + line);
    expect(fs.readdirSync(path.dirname(store.plain))).toEqual([NAME]);
  });

  it('stays where it was moved to when it is archived before the swap', () => {
    const archived = path.join(store.home, 'archived_sessions', NAME);
    fs.mkdirSync(path.dirname(archived));
    const outcome = store.compress({ control: at('swapping', () => fs.renameSync(store.plain, archived)) });
    expect(outcome).toMatchObject({
      kind: 'skipped_changed',
      reason: expect.stringMatching(/archived, moved or deleted/),
    });
    expect(Object.keys(store.snapshot())).toEqual([`archived_sessions/${NAME}`]);
  });

  it('is compressed all the same when a sweep takes the temporary file away once', () => {
    const sweep = (): void => {
      for (const name of fs.readdirSync(path.dirname(store.plain))) {
        if (name.endsWith('.tmp')) fs.unlinkSync(path.join(path.dirname(store.plain), name));
      }
    };
    expect(store.compress({ control: at('swapping', sweep) }).kind).toBe('compressed');
    expect(fs.readdirSync(path.dirname(store.plain))).toEqual([`${NAME}.zst`]);
  });

  it('never replaces a twin that another program published at the same time', () => {
    const theirs = 'theirs';
    const outcome = store.compress({ control: at('swapping', () => fs.writeFileSync(`${store.plain}.zst`, theirs)) });
    expect(outcome.kind).toBe('skipped_already_compressed');
    expect(fs.readFileSync(`${store.plain}.zst`, 'utf8')).toBe(theirs);
    expect(fs.existsSync(store.plain)).toBe(true);
  });

  it('never replaces a plain file that Codex made while it was being restored', () => {
    store.compress();
    const outcome = store.restore({ control: at('swapping', () => fs.writeFileSync(store.plain, 'by Codex')) });
    expect(outcome.kind).toMatch(/^skipped_/);
    expect(fs.readFileSync(store.plain, 'utf8')).toBe('by Codex');
    expect(fs.existsSync(`${store.plain}.zst`)).toBe(true);
  });

  it('is untouched after a cancel in mid-file', () => {
    const before = store.snapshot();
    let asked = 0;
    const control = { shouldStop: () => ++asked > 1, progress: () => undefined };
    store.expectLeftAlone(store.compress({ control }), ['skipped_cancelled', /cancelled/], before);
  });
});
