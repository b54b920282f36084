import fs from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { jobPreview } from '#contract/job';
import type { JobKind, JobPreview, JobSelection } from '#contract/job';
import { jobItem, previewJob, selectedRollouts } from '#core/ops/planJob';
import { RESERVE_BYTES } from '#core/rollout/eligibility';
import { COLD, openLab } from '../../../support/scanLab';
import type { Lab } from '../../../support/scanLab';
import { makeStore } from '../../../support/store/makeStore';
import type { TestStore } from '../../../support/store/makeStore';

const FACTS = { freeBytes: 5e9, concurrency: 2, firstTime: true, barred: () => null, caution: null };
const WHOLE = { kind: 'cold' } as const;
let store: TestStore;
let lab: Lab;

beforeEach(async (context) => {
  const oddities = ['zst-truncated', 'bad-first-line'] as const;
  store = await makeStore({ context, threads: 24, bytes: 3e6, coldShare: 0.6, compressedShare: 0.3, oddities });
  lab = openLab(context, store.home);
  lab.scan();
});

function preview(kind: JobKind, selection: JobSelection): JobPreview {
  return jobPreview.parse(previewJob(lab.catalog, { kind, selection, coldBeforeMs: COLD }, FACTS));
}

const byState = (wanted: string): TestStore['threads'] =>
  store.threads.filter(({ representation, cold }) => {
    const state = representation === 'compressed' ? 'compressed' : cold ? 'cold' : 'recent';
    return state === wanted;
  });
const contentBytes = (threads: TestStore['threads']): number => threads.reduce((sum, one) => sum + one.contentBytes, 0);
const allocated = (threads: TestStore['threads']): number =>
  threads.reduce((sum, one) => sum + fs.lstatSync(store.fileOf(one)).blocks * 512, 0);

describe('a job over the whole store', () => {
  it('would compress the cold threads, and leaves the others alone for their reasons', () => {
    const cold = byState('cold');
    const largest = [...cold].sort((a, b) => b.contentBytes - a.contentBytes).slice(0, 5);
    const found = preview('compress', WHOLE);
    expect(found).toMatchObject({
      kind: 'compress',
      threads: cold.length,
      physicalBytes: allocated(cold),
      logicalBytes: contentBytes(cold),
      freeBytes: 5e9,
      firstTime: true,
      leftAlone: { recent: byState('recent').length, inUse: 0, done: byState('compressed').length, unclear: 2 },
    });
    expect(found.largest.map(({ id }) => id)).toEqual(largest.map(({ id }) => id));
    expect(found.largest.every(({ fileName }) => /^rollout-.*\.jsonl$/.test(fileName))).toBe(true);
  });

  it('would restore the compressed threads', () => {
    const compressed = byState('compressed');
    const found = preview('restore', WHOLE);
    expect(found).toMatchObject({
      threads: compressed.length,
      physicalBytes: allocated(compressed),
      logicalBytes: contentBytes(compressed),
      leftAlone: { recent: 0, inUse: 0, done: 24 - compressed.length, unclear: 2 },
    });
    expect(found.largest.every(({ fileName }) => /\.jsonl\.zst$/.test(fileName))).toBe(true);
  });

  it('takes exactly the threads that the preview counts', () => {
    for (const kind of ['compress', 'restore'] as const) {
      const taken = selectedRollouts(lab.catalog, { kind, selection: WHOLE, coldBeforeMs: COLD });
      expect(taken).toHaveLength(preview(kind, WHOLE).threads);
    }
  });
});

describe('a job over some threads', () => {
  it('counts what it would take of them, and why not the rest', () => {
    const [cold, recent, compressed] = ['cold', 'recent', 'compressed'].map((state) => byState(state)[0]);
    const [odd] = store.oddities;
    const gone = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
    const ids = [compressed, recent, cold, odd].map((one) => one?.id ?? '');
    const selection: JobSelection = { kind: 'ids', ids: [...ids, gone] };
    expect(preview('compress', selection)).toMatchObject({
      threads: 1,
      largest: [{ id: cold?.id }],
      leftAlone: { recent: 1, inUse: 0, done: 1, unclear: 1 },
    });
    expect(preview('restore', selection)).toMatchObject({
      threads: 1,
      largest: [{ id: compressed?.id }],
      leftAlone: { recent: 0, inUse: 0, done: 2, unclear: 1 },
    });
    const taken = selectedRollouts(lab.catalog, { kind: 'compress', selection, coldBeforeMs: COLD });
    expect(taken.map(({ id }) => id)).toEqual(ids);
  });

  it('is nothing where nothing is selected', () => {
    const none = { threads: 0, physicalBytes: 0, logicalBytes: 0, neededBytes: 0, largest: [] };
    expect(preview('compress', { kind: 'ids', ids: [] })).toMatchObject(none);
  });
});

describe('free disk that is needed', () => {
  it('is that of the files in hand for a compression, and of all content for a restore, with the reserve', () => {
    const [first = 0, second = 0] = byState('cold')
      .map((thread) => thread.contentBytes)
      .sort((a, b) => b - a);
    expect(preview('compress', WHOLE).neededBytes).toBe(Math.ceil((first + second) / 3) + RESERVE_BYTES);
    const compressed = byState('compressed');
    const grown = contentBytes(compressed) - allocated(compressed);
    expect(preview('restore', WHOLE).neededBytes).toBeGreaterThan(grown + RESERVE_BYTES);
  });
});

it('an item of a job names its plain form, whatever form it has, and its decoded bytes', () => {
  for (const kind of ['compress', 'restore'] as const) {
    for (const rollout of selectedRollouts(lab.catalog, { kind, selection: WHOLE, coldBeforeMs: COLD })) {
      const thread = store.threads.find(({ id }) => id === rollout.id);
      expect(jobItem(rollout)).toMatchObject({
        id: thread?.id,
        plainPath: thread?.path.replace(/\.zst$/, ''),
        bytes: thread?.contentBytes,
      });
    }
  }
});
