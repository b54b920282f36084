import { COORDINATION_TRIES_MS, takeCoordination } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import type { Effects } from '../ports';
import { leaveAlone } from './outcome';
import type { Control } from './press';

/** Runs `work` and releases in reverse order whatever happens; every lock of a swap goes through here. */
export function holding<T>(lock: HeldLock, work: () => T): T {
  try {
    return work();
  } finally {
    lock.release();
  }
}

/** Opens a file for the time of `work`; closing the last descriptor of a large unlinked file can take long. */
export function withOpen<T>({ fs }: Pick<Effects, 'fs'>, file: string, work: (fd: number) => T): T {
  const fd = fs.open(file, 'read');
  try {
    return work(fd);
  } finally {
    fs.close(fd);
  }
}

/**
 * Runs `work` while a file is held open, so that its blocks are freed only after `work` has released the locks that
 * Codex waits for.
 */
export function keepingOpen<T>(effects: Effects, file: string, work: () => T): T {
  return withOpen(effects, file, () => work());
}

type Coordination = { readonly effects: Effects; readonly home: string; readonly control: Control };

/** Runs `work` under Codex's coordination lock, which Codex itself waits for; so it is held for milliseconds. */
export function coordinated<T>({ effects, home, control }: Coordination, work: () => T): T {
  const { shouldStop } = control;
  const coordination = takeCoordination(effects, home, { shouldStop, tryForMs: COORDINATION_TRIES_MS });
  return coordination === null ? leaveUncoordinated(control) : holding(coordination, work);
}

export function leaveUncoordinated(control: Control): never {
  if (control.shouldStop()) leaveAlone('skipped_cancelled', 'You cancelled before this thread was finished.');
  return leaveAlone('skipped_in_use', 'Codex held the lock that opening a thread needs for 30 s. Try again later.');
}

/** Why a swap that had started had to be left; the caller names the holder outside all locks. */
export class InUse extends Error {
  constructor() {
    super('the file is open elsewhere');
    this.name = 'InUse';
  }
}
