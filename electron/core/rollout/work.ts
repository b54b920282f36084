import type { Clock, Effects } from '../ports';
import { checkSpace } from './eligibility';
import type { SwapFacts } from './outcome';
import type { RolloutPlace } from './place';
import type { Control, Press, SwapTask } from './press';
import type { Temporary } from './temporary';

/** What the work on one rollout is done with. */
export type Tools = { readonly effects: Effects; readonly press: Press; readonly control: Control };
export type Work = Tools & { readonly task: SwapTask; readonly place: RolloutPlace };

/** The steps of one swap with their times, for its receipt in the ledger. */
export type Stopwatch = {
  /** Ends a step: the time since the last one ended. */
  readonly lap: (name: string) => void;
  readonly steps: () => SwapFacts['steps'];
};

export function createStopwatch(clock: Clock): Stopwatch {
  const steps: SwapFacts['steps'] = [];
  let since = clock.elapsedMs();
  return {
    lap: (name) => {
      const now = clock.elapsedMs();
      steps.push({ name, ms: Math.max(0, Math.round((now - since) * 10) / 10) });
      since = now;
    },
    steps: () => [...steps],
  };
}

const SPACE_WATCH_BYTES = 4 * 1024 * 1024;

/** Writes to a temporary, and backs out before the disk is full for everybody else. */
export function createSink({ effects, place }: Work, temporary: Temporary): (chunk: Uint8Array) => void {
  let sinceWatch = 0;
  return (chunk) => {
    sinceWatch += chunk.byteLength;
    if (sinceWatch >= SPACE_WATCH_BYTES) {
      checkSpace(effects, place.directory, sinceWatch);
      sinceWatch = 0;
    }
    effects.fs.writeAll(temporary.fd, chunk);
  };
}
