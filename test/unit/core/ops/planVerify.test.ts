import fs from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { jobPreview } from '#contract/job';
import type { JobKind, JobPreview, JobSelection } from '#contract/job';
import { previewJob, selectedRollouts, verifyItem } from '#core/ops/planJob';
import { RESERVE_BYTES } from '#core/rollout/eligibility';
import { NOTHING_KNOWN } from '#core/rollout/knownProofs';
import { encodeReceipt } from '#core/zstd/receipt';
import { COLD, openLab } from '../../../support/scanLab';
import type { Lab } from '../../../support/scanLab';
import { makeStore } from '../../../support/store/makeStore';
import type { TestStore } from '../../../support/store/makeStore';

const FACTS = { freeBytes: 5e9, concurrency: 2, firstTime: false, barred: () => null, caution: null };
const WHOLE = { kind: 'compressed' } as const;
let store: TestStore;
let lab: Lab;

beforeEach(async (context) => {
  const oddities = ['zst-truncated', 'bad-first-line'] as const;
  store = await makeStore({ context, threads: 24, bytes: 3e6, coldShare: 0.6, compressedShare: 0.5, oddities });
  lab = openLab(context, store.home);
  lab.scan();
});

function preview(kind: JobKind, selection: JobSelection): JobPreview {
  return jobPreview.parse(previewJob(lab.catalog, { kind, selection, coldBeforeMs: COLD }, FACTS));
}

const compressed = (): TestStore['threads'] => store.threads.filter((one) => one.representation === 'compressed');
const damaged = (): string => store.oddities.find(({ label }) => label === 'zst-truncated')?.id ?? '';
const counts = (): ReturnType<Lab['catalog']['counts']> =>
  lab.catalog.counts({ text: '', state: null, project: null }, COLD);

describe('a verification', () => {
  it('takes every compressed thread of the store, the damaged one too, and needs no disk', () => {
    const { cold, recent } = counts();
    expect(preview('verify', WHOLE)).toMatchObject({
      threads: compressed().length + 1,
      neededBytes: 0,
      leftAlone: { recent: 0, inUse: 0, done: cold + recent, unclear: 1, barred: 0 },
    });
    const rollouts = selectedRollouts(lab.catalog, { kind: 'verify', selection: WHOLE, coldBeforeMs: COLD });
    const ids = [...compressed().map(({ id }) => id), damaged()];
    expect(rollouts.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('looks at a damaged file itself, with what the ledger knows of it', () => {
    const known = { ...NOTHING_KNOWN, lastAtMs: 5 };
    const rollouts = selectedRollouts(lab.catalog, { kind: 'verify', selection: WHOLE, coldBeforeMs: COLD });
    const items = rollouts.map((rollout) => verifyItem(rollout, () => known));
    const item = items.find(({ id }) => id === damaged());
    expect({ problem: item?.problem, known: item?.known?.() }).toEqual({ problem: null, known });
    expect(items.filter(({ problem }) => problem !== null)).toEqual([]);
  });

  it('says why it would leave named threads alone', () => {
    const odd = store.oddities.find(({ label }) => label === 'bad-first-line')?.id ?? '';
    const plain = store.threads.find(({ representation }) => representation === 'plain')?.id ?? '';
    const ids = [damaged(), odd, plain, compressed()[0]?.id ?? ''];
    expect(preview('verify', { kind: 'ids', ids })).toMatchObject({
      threads: 2,
      leftAlone: { recent: 0, inUse: 0, done: 1, unclear: 1 },
    });
  });
});

describe('pressing again', () => {
  it('takes what another tool compressed, and has room for what is in hand', () => {
    const sizes = compressed().map((one) => fs.lstatSync(store.fileOf(one)).blocks * 512);
    const inHand = sizes.sort((a, b) => b - a).slice(0, 2);
    const { cold, recent } = counts();
    expect(preview('recompress', WHOLE)).toMatchObject({
      threads: compressed().length,
      neededBytes: inHand.reduce((sum, bytes) => sum + bytes, 0) + RESERVE_BYTES,
      leftAlone: { recent: 0, inUse: 0, done: cold + recent, unclear: 2 },
    });
  });

  it('leaves alone what Coldpress compressed itself', () => {
    const [first] = compressed();
    if (first === undefined) throw new Error('the store has no compressed thread');
    const receipt = { v: 1, sha256: 'a'.repeat(64), bytes: 1, mtimeNs: '1', mode: '640', tool: 'test' } as const;
    fs.appendFileSync(store.fileOf(first), encodeReceipt(receipt));
    lab.scan();
    expect(preview('recompress', WHOLE).threads).toBe(compressed().length - 1);
    expect(preview('recompress', { kind: 'ids', ids: [first.id] })).toMatchObject({
      threads: 0,
      leftAlone: { done: 1 },
    });
  });
});
