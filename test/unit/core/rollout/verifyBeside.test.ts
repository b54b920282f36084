import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Control } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { at } from '../../../support/rolloutFixture';
import { descriptorsOf, makeVerifyFixture } from '../../../support/verifyFixture';
import type { VerifyFixture } from '../../../support/verifyFixture';

let store: VerifyFixture;

beforeEach(() => {
  store = makeVerifyFixture();
  store.compress();
});

afterEach(() => {
  store.remove();
});

/** The kind and the words of a verification in whose middle something happens to the file. */
function whileRead(act: () => void): { readonly kind: string; readonly reason: string | undefined } {
  const { kind, reason } = store.verify({ control: at('verifying', act) }).outcome;
  return { kind, reason };
}

describe('a thread that changes while it is being read', () => {
  it('was restored: it is plain now', () => {
    const act = (): void => void store.restore();
    expect(whileRead(act)).toEqual({
      kind: 'skipped_changed',
      reason: 'It was restored while it was being read, and is plain now.',
    });
  });

  it('was archived', () => {
    const archive = path.join(store.home, 'archived_sessions');
    fs.mkdirSync(archive);
    const act = (): void => fs.renameSync(store.compressed, path.join(archive, path.basename(store.compressed)));
    expect(whileRead(act).reason).toBe('It was archived or moved back meanwhile. Verify again.');
  });

  it('was deleted', () => {
    const found = whileRead(() => fs.unlinkSync(store.compressed));
    expect(found.kind).toBe('missing');
    expect(found.reason).toMatch(/^It was deleted while it was being read\. It has never been proven before\./);
  });

  it('was written to: that is no damage', () => {
    const act = (): void => fs.appendFileSync(store.compressed, 'half of something');
    expect(whileRead(act)).toEqual({
      kind: 'skipped_changed',
      reason: 'It was changed while it was being read. Verify again.',
    });
  });

  it('was replaced by another file', () => {
    const act = (): void => {
      fs.writeFileSync(`${store.compressed}.new`, 'something else');
      fs.renameSync(`${store.compressed}.new`, store.compressed);
    };
    expect(whileRead(act).kind).toBe('skipped_changed');
  });
});

describe('a verification', () => {
  it('keeps no descriptor of the file between two chunks, so that a swap gets its lease', () => {
    const seen: string[] = [];
    const control: Control = {
      shouldStop: () => {
        const fd = fs.openSync(store.compressed, 'r');
        const lease = systemEffects.openers.lease(fd);
        seen.push(`${lease.kind}, ${descriptorsOf(store.compressed)} open`);
        if (lease.kind === 'held') lease.release();
        fs.closeSync(fd);
        return false;
      },
      progress: () => undefined,
    };
    expect(store.verify({ control }).outcome.kind).toBe('proven');
    expect(new Set(seen)).toEqual(new Set(['held, 1 open']));
    expect(descriptorsOf(store.compressed)).toBe(0);
  });

  it('waits for a swap that holds the file for a moment, and says so where it stays', () => {
    const fd = fs.openSync(store.compressed, 'r');
    const lease = systemEffects.openers.lease(fd);
    if (lease.kind !== 'held') throw new Error(`this test needs leases, and the file system says ${lease.kind}`);
    let pauses = 0;
    const clock = { ...systemEffects.clock, pause: () => void (pauses += 1) };
    const busy = store.verify({ effects: { ...systemEffects, clock } }).outcome;
    expect(busy).toMatchObject({ kind: 'skipped_in_use', reason: expect.stringMatching(/is replacing it/) });
    const letGo = { ...systemEffects.clock, pause: () => lease.release() };
    expect(store.verify({ effects: { ...systemEffects, clock: letGo } }).outcome.kind).toBe('proven');
    fs.closeSync(fd);
    expect(pauses).toBeGreaterThan(3);
  });

  it('stops between chunks when it is cancelled, with nothing to say to the ledger', () => {
    const { outcome, proof } = store.verify({ control: { shouldStop: () => true, progress: () => undefined } });
    expect({ kind: outcome.kind, proof }).toEqual({ kind: 'skipped_cancelled', proof: undefined });
    expect(descriptorsOf(store.compressed)).toBe(0);
  });

  it('says how far it is, up to the end', () => {
    const shares: number[] = [];
    store.verify({ control: { shouldStop: () => false, progress: (_, share) => shares.push(share) } });
    expect(shares.at(-1)).toBe(1);
  });
});
