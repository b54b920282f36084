import type { JobKind } from '#contract/job';
import type { Control, Step } from '../rollout/press';

/**
 * How pool threads and the job speak while the threads are busy in synchronous work: shared memory, no messages. One
 * flag to cancel, and for each slot (a thread of the pool) the step and how far it is.
 */
export type JobBoard = { readonly memory: SharedArrayBuffer };

const STEPS: readonly Step[] = ['reading', 'verifying', 'swapping'];
const FULL = 1_000_000;
const HEADER = 1;
const FIELDS = 2;

export function createJobBoard(slots: number): JobBoard {
  return { memory: new SharedArrayBuffer((HEADER + slots * FIELDS) * Int32Array.BYTES_PER_ELEMENT) };
}

export function cancelOnBoard({ memory }: JobBoard): void {
  Atomics.store(new Int32Array(memory), 0, 1);
}

export function isCancelled({ memory }: JobBoard): boolean {
  return Atomics.load(new Int32Array(memory), 0) === 1;
}

/** Where the file in a slot is: its step, and the share of that step, 0 to 1. */
export function readSlot({ memory }: JobBoard, slot: number): { readonly step: Step; readonly share: number } {
  const cells = new Int32Array(memory);
  const at = HEADER + slot * FIELDS;
  return { step: STEPS[Atomics.load(cells, at)] ?? 'reading', share: Atomics.load(cells, at + 1) / FULL };
}

/** How much of the work on a file is done, by its step; a verification has only one. */
export function shareDone(kind: JobKind, { step, share }: ReturnType<typeof readSlot>): number {
  if (kind === 'verify') return share;
  return step === 'reading' ? share * 0.7 : step === 'verifying' ? 0.7 + share * 0.3 : 1;
}

export function clearSlot({ memory }: JobBoard, slot: number): void {
  const cells = new Int32Array(memory);
  Atomics.store(cells, HEADER + slot * FIELDS, 0);
  Atomics.store(cells, HEADER + slot * FIELDS + 1, 0);
}

/** The side of a pool thread: what `compressRollout` asks and tells. */
export function boardControl(board: JobBoard, slot: number): Control {
  const cells = new Int32Array(board.memory);
  const at = HEADER + slot * FIELDS;
  return {
    shouldStop: () => Atomics.load(cells, 0) === 1,
    progress: (step, share) => {
      Atomics.store(cells, at, STEPS.indexOf(step));
      Atomics.store(cells, at + 1, Math.round(share * FULL));
    },
  };
}
