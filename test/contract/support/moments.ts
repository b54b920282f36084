import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so; a moment in the middle of another program's work, not a time. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(2);
}

function names(home: string): readonly string[] {
  return fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
}

/** Whether a job has a file in hand: its temporary stands in the store and has bytes in it. */
export function isInMidFile(home: string): boolean {
  return names(home).some((name) => {
    if (!/rollout-(compress|materialize)-cp\w+\.tmp$/.test(name)) return false;
    return (fs.statSync(path.join(home, name), { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
}

export function compressedCount(home: string): number {
  return names(home).filter((name) => name.endsWith('.jsonl.zst')).length;
}
