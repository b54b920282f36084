import type { JobKind, JobPhase, JobProgress } from '#contract/job';
import { readSlot, shareDone } from './jobBoard';
import type { JobBoard } from './jobBoard';
import { createTally } from './jobTally';
import type { JobItem, JobTally } from './jobTally';

/** Where a running job is. Owned by its Job; everything else only reads it. */
export type JobState = {
  phase: JobPhase;
  blockedBy: string | null;
  items: readonly JobItem[];
  diskFull: number;
  /** Of threads that are done but for their hold. */
  heldBytes: number;
  readonly inHand: (JobItem | null)[];
  readonly tally: JobTally;
};

function inHandBytes(kind: JobKind, state: JobState, board: JobBoard): number {
  return state.inHand.reduce((sum, item, slot) => {
    return item === null ? sum : sum + item.bytes * shareDone(kind, readSlot(board, slot));
  }, 0);
}

/** Source bytes that are done, those of the files in hand by their share. */
export function bytesDone(kind: JobKind, state: JobState, board: JobBoard): number {
  return state.tally.doneBytes + state.heldBytes + inHandBytes(kind, state, board);
}

/** The largest file that is being worked on, which is the one worth naming. */
export function inHandNow(state: JobState, board: JobBoard): JobProgress['inHand'] {
  const busy = state.inHand.flatMap((item, slot) => (item === null ? [] : [{ item, slot }]));
  const [largest] = busy.sort((a, b) => b.item.bytes - a.item.bytes);
  if (largest === undefined) return null;
  const { id, title, project } = largest.item;
  return { id, title, project, ...readSlot(board, largest.slot) };
}

export function createJobState(slots: number): JobState {
  const inHand = Array.from({ length: slots }, () => null);
  return { phase: 'planning', blockedBy: null, items: [], diskFull: 0, heldBytes: 0, inHand, tally: createTally() };
}
