/** Bytes a second over the last few seconds, so that the time left follows what the disk does now. */
export type Speedometer = {
  readonly add: (nowMs: number, doneBytes: number) => void;
  readonly bytesPerSecond: () => number;
};

const WINDOW_MS = 5000;

export function createSpeedometer(): Speedometer {
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    add: (nowMs, doneBytes) => {
      samples.push({ atMs: nowMs, bytes: doneBytes });
      while (samples.length > 2 && nowMs - (samples[0]?.atMs ?? nowMs) > WINDOW_MS) samples.shift();
    },
    bytesPerSecond: () => {
      const first = samples[0];
      const last = samples.at(-1);
      if (first === undefined || last === undefined || last.atMs === first.atMs) return 0;
      return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs));
    },
  };
}
