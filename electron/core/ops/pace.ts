import type { Clock } from '../ports';
import type { Control } from '../rollout/press';

/** Work is let go on for so long at a time. */
const WORK_MS = 10;
/** A rest is broken off this soon after it is asked to stop. */
const SLICE_MS = 50;

/**
 * A control that takes only a share of the time of its thread, 0 to 1, and rests in between: background work leaves disk
 * and processor to others. A process-wide priority would slow down the jobs that a person waits for, and one of a
 * single thread could not be raised again without privileges.
 */
export function paced(control: Control, clock: Clock, share: number): Control {
  let sinceMs = clock.elapsedMs();

  function rest(forMs: number): void {
    for (let leftMs = forMs; leftMs > 0 && !control.shouldStop(); leftMs -= SLICE_MS) {
      clock.pause(Math.min(leftMs, SLICE_MS));
    }
    sinceMs = clock.elapsedMs();
  }

  return {
    shouldStop: () => {
      const workedMs = clock.elapsedMs() - sinceMs;
      if (workedMs >= WORK_MS) rest(workedMs * (1 / share - 1));
      return control.shouldStop();
    },
    progress: control.progress,
  };
}
