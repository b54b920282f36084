import fs from 'node:fs';
import path from 'node:path';
import type { LeaseBook } from '../../fault/races/leases';
import type { Place, Scene } from '../../fault/races/world';

/** The kernel keeps the real book: whoever opens a leased file simply waits in open(2). */
const KERNEL: LeaseBook = {
  opened: () => undefined,
  closed: () => undefined,
  knock: () => false,
  keepsOut: () => false,
  take: () => {
    throw new Error('a writer takes no lease');
  },
  wanted: () => 'none',
  drop: () => undefined,
  ownedBy: () => [],
};

export function logOf(folder: string, { id }: Pick<Place, 'id'>): string {
  return path.join(folder, `${id}.log`);
}

/** A thread of a real store: a line counts as acknowledged when it stands, synced, in a log beside the store. */
export function liveScene(place: Place, logFolder: string): Scene {
  const log = fs.openSync(logOf(logFolder, place), 'a');
  return {
    ...place,
    leases: KERNEL,
    nowMs: () => Date.now(),
    say: () => undefined,
    acknowledge: (line) => {
      fs.writeSync(log, line);
      fs.fdatasyncSync(log);
    },
    tellDeleted: () => undefined,
    checkStands: () => undefined,
  };
}
