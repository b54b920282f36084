import type { Usage } from '#contract/store';
import type { ThreadState } from '#contract/thread';
import { describe, expect, it } from 'vitest';
import { planStoreBar } from '../../../../renderer/features/overview/planStoreBar';
import { projectParts, projectScale } from '../../../../renderer/features/overview/projectParts';
import {
  reclaimableNote,
  reclaimableTruth,
  savedNote,
  usesNote,
} from '../../../../renderer/features/overview/readoutWords';

const day = 86_400_000;
const done = { kind: 'done', finishedAtMs: 0, durationMs: 1 } as const;

type StateNumbers = Partial<
  Record<ThreadState, readonly [threads: number, physicalBytes: number, logicalBytes: number]>
>;

function usageOf(states: StateNumbers, rest: Partial<Usage> = {}): Usage {
  const state = (kind: ThreadState) => {
    const [threads, physicalBytes, logicalBytes] = states[kind] ?? [0, 0, 0];
    return { threads, physicalBytes, logicalBytes };
  };
  const byState = {
    in_use: state('in_use'),
    recent: state('recent'),
    cold: state('cold'),
    compressed: state('compressed'),
    unclear: state('unclear'),
  };
  const sum = (key: 'threads' | 'physicalBytes' | 'logicalBytes') =>
    Object.values(byState).reduce((total, each) => total + each[key], 0);
  return {
    revision: 1,
    threads: sum('threads'),
    physicalBytes: sum('physicalBytes'),
    logicalBytes: sum('logicalBytes'),
    savedBytes: 0,
    byState,
    otherBytes: 0,
    otherFiles: [],
    disk: null,
    projects: [],
    projectCount: 0,
    largest: [],
    problemCount: 0,
    minAgeMs: 7 * day,
    ...rest,
  };
}

describe('the store bar', () => {
  it('shows what there is, warm first, and leaves out what there is not', () => {
    const plan = planStoreBar(usageOf({ cold: [2, 300, 300], in_use: [1, 10, 10] }, { otherBytes: 40 }));
    expect(plan).toEqual({
      segments: [
        { kind: 'in_use', bytes: 10, shownBytes: 10 },
        { kind: 'cold', bytes: 300, shownBytes: 300 },
        { kind: 'other', bytes: 40, shownBytes: 40 },
      ],
      isFreeCut: false,
    });
  });

  it('shows the free disk to scale up to one and a half stores, and cuts it there', () => {
    const disk = (freeBytes: number) => ({ disk: { totalBytes: 10_000, freeBytes } });
    const toScale = planStoreBar(usageOf({ cold: [1, 100, 100] }, disk(150)));
    expect(toScale.segments.at(-1)).toEqual({ kind: 'free', bytes: 150, shownBytes: 150 });
    expect(toScale.isFreeCut).toBe(false);
    const cut = planStoreBar(usageOf({ cold: [1, 100, 100] }, disk(5000)));
    expect(cut.segments.at(-1)).toEqual({ kind: 'free', bytes: 5000, shownBytes: 150 });
    expect(cut.isFreeCut).toBe(true);
  });

  it('gives threads that are not understood a segment of their own', () => {
    expect(planStoreBar(usageOf({ unclear: [1, 7, 7] })).segments).toEqual([
      { kind: 'unclear', bytes: 7, shownBytes: 7 },
    ]);
  });
});

describe('the readout', () => {
  it('says whose bytes are reclaimable and that they are not a prediction', () => {
    const usage = usageOf({ cold: [302, 35_800_000_000, 35_800_000_000] });
    expect(reclaimableNote(usage)).toBe('302 cold threads, at today’s size');
    expect(reclaimableTruth(usage)).toContain('did not change for 7 days');
    expect(reclaimableTruth(usage)).toContain('a part of them, not all');
  });

  it('says when nothing is left to press, and what is too young', () => {
    expect(reclaimableNote(usageOf({ compressed: [3, 1, 2] }))).toBe('nothing left to press');
    expect(reclaimableNote(usageOf({ recent: [4, 10, 10] }))).toBe('nothing left to press, 4 too young');
  });

  it('counts while the store is scanned, and names what is not added up yet', () => {
    const scanning = { kind: 'scanning', threads: 1204, physicalBytes: 5, startedAtMs: 0 } as const;
    const first = usageOf({ cold: [500, 5, 5] }, { otherBytes: null });
    expect(usesNote(first, scanning)).toBe('500 threads so far');
    expect(usesNote(usageOf({ cold: [500, 5, 5] }), scanning)).toBe('500 threads and other files');
    expect(reclaimableNote(usageOf({ recent: [4, 9, 9] }, { otherBytes: null }))).toBe('no cold thread so far');
    expect(usesNote(usageOf({ cold: [1, 5, 5] }), done)).toBe('1 thread and other files');
    expect(usesNote(usageOf({ cold: [1, 5, 5] }, { otherBytes: null }), done)).toBe('1 thread, without other files');
  });

  it('says how many times smaller the compressed threads are', () => {
    expect(savedNote(usageOf({}))).toBe('nothing compressed yet');
    expect(savedNote(usageOf({ compressed: [241, 100, 520] }))).toBe('241 threads, 5.2\u00a0times smaller');
    expect(savedNote(usageOf({ compressed: [1, 100, 100] }))).toBe('1 thread');
  });
});

describe('the projects', () => {
  const project = {
    project: 'atlas',
    threads: 3,
    physicalBytes: 30,
    logicalBytes: 90,
    byState: { in_use: 0, recent: 10, cold: 0, compressed: 20, unclear: 0 },
  };

  it('splits a bar by state in the order of the store bar', () => {
    expect(projectParts(project)).toEqual([
      { state: 'recent', bytes: 10 },
      { state: 'compressed', bytes: 20 },
    ]);
  });

  it('share one scale, the largest full size', () => {
    expect(projectScale([project, { ...project, logicalBytes: 40 }])).toBe(90);
    expect(projectScale([])).toBe(1);
  });
});
