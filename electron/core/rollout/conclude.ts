import type { Effects } from '../ports';
import type { Hold } from './hold';
import { describeError, hasCode, leaveAlone, resultOfError } from './outcome';
import type { RolloutDone } from './done';
import type { RolloutResult } from './outcome';
import type { RolloutPlace } from './place';
import type { SwapTask } from './press';

/** Where work reports its point of no return. `hold`: what still has to be settled, `null` where nothing has. */
export type OnSwapped = (result: RolloutResult, hold: Hold | null) => void;

function doneOf(result: RolloutResult, hold: Hold | null): RolloutDone {
  return hold === null ? { kind: 'settled', result } : { kind: 'held', hold, result };
}

/**
 * Runs the work on one thread and always gives a result. An error after the point of no return (which `work` reports)
 * does not undo what was done: the result stands, and its reason says what went wrong afterwards.
 */
export function concluding(task: SwapTask, work: (onSwapped: OnSwapped) => RolloutResult): RolloutDone {
  const swapped: { result: RolloutResult; hold: Hold | null }[] = [];
  try {
    const result = work((done, hold) => swapped.push({ result: done, hold }));
    return doneOf(result, swapped[0]?.hold ?? null);
  } catch (error) {
    const [done] = swapped;
    if (done === undefined) return { kind: 'settled', result: resultOfError(task, error) };
    const reason = `It was done, but afterwards: ${describeError(error)}`;
    const { result, hold } = done;
    return doneOf({ ...result, outcome: { ...result.outcome, reason } }, hold);
  }
}

const GONE = 'It was archived, moved or deleted meanwhile.';
const SWEPT = 'Another program took our temporary file away, twice. Nothing was changed. Try again.';

/**
 * Tries once more when Codex's sweep took our temporary away, as it may with an old mtime; the source is untouched. Where
 * the source is gone itself, Codex moved it between two looks; and a sweep that comes twice is no failure either.
 */
export function twiceIfSwept(
  { effects, place }: { readonly effects: Effects; readonly place: RolloutPlace },
  attempt: () => RolloutResult,
): RolloutResult {
  for (let times = 1; ; times++) {
    try {
      return attempt();
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      const sourceStands = [place.plain, place.compressed].some((file) => effects.fs.lstat(file) !== null);
      if (!sourceStands) leaveAlone('skipped_changed', GONE);
      if (times === 2) leaveAlone('skipped_changed', SWEPT);
    }
  }
}
