import { COORDINATION_TRIES_MS } from '../locks/storeLocks';
import type { Effects, FileState } from '../ports';
import { leaveAlone } from './outcome';
import { InUse, leaveUncoordinated } from './swap';
import { swapIn } from './swapIn';
import type { SwapIn } from './swapIn';
import type { Work } from './work';

const HOLDER_RETRY_MS = 20;

function describeHolders(effects: Effects, before: FileState): string {
  const holders = effects.openers.holders(before) ?? [];
  const who = holders.length === 0 ? 'another program' : holders.join(', ');
  return `Opened by ${who} while it was being compressed.`;
}

/**
 * Where no lease is to be had: the process table is asked right before each single try for the locks, so that no
 * writer can open the file during a wait for them.
 */
function swapWithoutLease({ effects, control, task }: Work, swapping: SwapIn): void {
  const { clock, openers } = effects;
  if (task.needsLease) {
    const reason =
      'This file system cannot tell whether a Codex without locks is writing to the thread. Update Codex to 0.155 or newer.';
    return leaveAlone('skipped_unsupported', reason);
  }
  const until = clock.elapsedMs() + COORDINATION_TRIES_MS;
  for (;;) {
    const holders = openers.holders(swapping.before);
    if (holders === null) {
      return leaveAlone('skipped_unsupported', 'Nothing here can tell whether the file is open elsewhere.');
    }
    if (holders.length > 0) leaveAlone('skipped_in_use', `Opened by ${holders.join(', ')}.`);
    if (swapIn(swapping, control, { mayLackLease: true, tryForMs: 0 }) !== 'busy') return;
    if (control.shouldStop() || clock.elapsedMs() >= until) leaveUncoordinated(control);
    clock.pause(HOLDER_RETRY_MS);
  }
}

/** Steps 5 to 8 up to the hold, with the lease or, where there is none, with the process table. */
export function swapWith(work: Work, swapping: SwapIn): void {
  const { effects, control } = work;
  control.progress('swapping', 0);
  try {
    const result = swapIn(swapping, control, { mayLackLease: false, tryForMs: COORDINATION_TRIES_MS });
    if (result === 'busy') leaveUncoordinated(control);
    if (result === 'no_lease') swapWithoutLease(work, swapping);
  } catch (error) {
    if (error instanceof InUse) leaveAlone('skipped_in_use', describeHolders(effects, swapping.before));
    throw error;
  }
}
