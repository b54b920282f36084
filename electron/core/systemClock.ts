import type { Clock } from './ports';

const waiting = new Int32Array(new SharedArrayBuffer(4));

/** The real clock. `pause` blocks the thread that calls it: a pool thread, never the engine's own. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  pause: (ms) => {
    Atomics.wait(waiting, 0, 0, ms);
  },
};
