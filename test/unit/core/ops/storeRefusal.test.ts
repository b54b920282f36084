import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppError } from '#contract/errors';
import { isLocalDisk } from '#core/fs/storeDisk';
import { probeLocks } from '#core/locks/lockProbe';
import { storeRefusal } from '#core/ops/storeRefusal';
import type { Effects } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { openLab, put, rolloutText } from '../../../support/scanLab';
import type { Lab } from '../../../support/scanLab';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';

const DAY = 'sessions/2026/01/02';
const idOf = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-${n.toString().padStart(12, '0')}`;
const nameOf = (n: number): string => `rollout-2026-01-02T03-04-05-${idOf(n)}.jsonl`;

/** A store with so many threads. */
function storeWith(context: Cleanup, threads: number): Lab {
  const home = path.join(fs.realpathSync(temporaryFolder(context)), 'home');
  fs.mkdirSync(path.join(home, 'sessions'), { recursive: true });
  for (let n = 0; n < threads; n++) put(home, `${DAY}/${nameOf(n)}`, rolloutText('Hello', idOf(n)));
  return openLab(context, home);
}

function refusalOf({ home, catalog }: Lab, effects: Effects = systemEffects): Promise<AppError | null> {
  return storeRefusal({ effects, home, catalog });
}

describe('a store is changed', () => {
  it('where nothing is strange, and looking leaves no trace', async (context) => {
    const lab = storeWith(context, 3);
    lab.scan();
    expect(await refusalOf(lab)).toBeNull();
    expect(fs.readdirSync(lab.home)).toEqual(['sessions']);
  });

  it('where somebody keeps copies of threads beside them', async (context) => {
    const lab = storeWith(context, 4);
    for (let n = 0; n < 4; n++) put(lab.home, `${DAY}/${nameOf(n)}.bak`, 'x');
    lab.scan();
    expect(await refusalOf(lab)).toBeNull();
  });
});

describe('nothing in a store is changed, and it can still be scanned,', () => {
  it.each(['sessions', 'archived_sessions'])('where %s is a link', async (root) => {
    const folder = temporaryFolder();
    const home = path.join(folder, 'home');
    fs.mkdirSync(path.join(folder, 'elsewhere'));
    fs.mkdirSync(home);
    fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(home, root));
    const catalog = { shapes: () => ({ threads: 0, unknownRecords: 0, unknownForms: 0 }) };
    const refused = await storeRefusal({ effects: systemEffects, home, catalog });
    expect(refused).toMatchObject({ code: 'STORE_UNSUPPORTED', message: expect.stringContaining(`${root} is a link`) });
    fs.rmSync(folder, { recursive: true });
  });

  it('where a root is a file', async (context) => {
    const lab = storeWith(context, 1);
    fs.writeFileSync(path.join(lab.home, 'archived_sessions'), '');
    const message = expect.stringContaining('archived_sessions is a file');
    expect(await refusalOf(lab)).toMatchObject({ code: 'STORE_UNSUPPORTED', message });
  });

  it('where most threads are in a form of a newer Codex', async (context) => {
    const lab = storeWith(context, 2);
    for (let n = 2; n < 6; n++) put(lab.home, `${DAY}/${nameOf(n)}.zst2`, 'x');
    lab.scan();
    const message = expect.stringMatching(/4 of 6 files.*newer Codex/);
    expect(await refusalOf(lab)).toMatchObject({ code: 'STORE_UNSUPPORTED', message });
    expect(lab.ids()).toHaveLength(2);
  });

  it('where most first records are none that are known', async (context) => {
    const lab = storeWith(context, 2);
    for (let n = 2; n < 6; n++) put(lab.home, `${DAY}/${nameOf(n)}`, '{"type":"session_meta_v9","payload":{}}\n');
    lab.scan();
    expect(await refusalOf(lab)).toMatchObject({ code: 'STORE_UNSUPPORTED' });
    expect(lab.ids()).toHaveLength(6);
  });

  it('on a read-only file system', async (context) => {
    const lab = storeWith(context, 1);
    execFileSync('mount', ['--bind', lab.home, lab.home]);
    context.onTestFinished(() => void execFileSync('umount', [lab.home]));
    execFileSync('mount', ['-o', 'remount,ro,bind', lab.home]);
    lab.scan();
    expect(await refusalOf(lab)).toMatchObject({
      code: 'READ_ONLY',
      hint: expect.stringContaining('Mount it writable'),
    });
    expect(lab.ids()).toHaveLength(1);
  });
});

describe('locks', () => {
  it('that work keep a second process out, and are kept out by it; the file they were tried on goes', async (context) => {
    const { home } = storeWith(context, 0);
    expect(await probeLocks(systemEffects, home)).toBe('works');
    expect(fs.readdirSync(path.join(home, '.tmp'))).toEqual([]);
  });

  it('that keep nobody out are found out', async (context) => {
    const { home } = storeWith(context, 0);
    // As on a file system that says yes to every flock and tells no one: NFS mounted with `nolock` between machines.
    const locks = { tryLock: () => true, unlock: () => undefined };
    expect(await probeLocks({ ...systemEffects, locks }, home)).toBe('excludes_nobody');
    expect(fs.readdirSync(path.join(home, '.tmp'))).toEqual([]);
  });

  it('that fail are an error, and the file goes all the same', async (context) => {
    const { home } = storeWith(context, 0);
    const tryLock = (): boolean => {
      throw Object.assign(new Error('ENOLCK: flock'), { code: 'ENOLCK' });
    };
    await expect(probeLocks({ ...systemEffects, locks: { tryLock, unlock: () => undefined } }, home)).rejects.toThrow(
      'ENOLCK',
    );
    expect(fs.readdirSync(path.join(home, '.tmp'))).toEqual([]);
  });

  it('are not tried where the kernel alone keeps them', (context) => {
    expect(isLocalDisk(temporaryFolder(context))).toBe(true);
    expect(isLocalDisk('/proc')).toBe(false);
  });
});
