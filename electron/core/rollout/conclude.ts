import type { Effects } from '../ports';
import { describeError, hasCode, resultOfError } from './outcome';
import type { RolloutResult } from './outcome';
import type { RolloutPlace } from './place';
import type { SwapTask } from './press';

/**
 * Runs the work on one thread and always gives a result. An error after the point of no return (which `work` reports)
 * does not undo what was done: the result stands, and its reason says what went wrong afterwards.
 */
export function concluding(
  task: SwapTask,
  work: (onSwapped: (result: RolloutResult) => void) => RolloutResult,
): RolloutResult {
  const swapped: RolloutResult[] = [];
  try {
    return work((result) => swapped.push(result));
  } catch (error) {
    const [done] = swapped;
    if (done === undefined) return resultOfError(task, error);
    const reason = `It was done, but afterwards: ${describeError(error)}`;
    return { ...done, outcome: { ...done.outcome, reason } };
  }
}

/** Tries once more when Codex's sweep took our temporary away, as it may with an old mtime; the source is untouched. */
export function twiceIfSwept(
  { effects, place }: { readonly effects: Effects; readonly place: RolloutPlace },
  attempt: () => RolloutResult,
): RolloutResult {
  try {
    return attempt();
  } catch (error) {
    const sourceStands = [place.plain, place.compressed].some((file) => effects.fs.lstat(file) !== null);
    if (!hasCode(error, 'ENOENT') || !sourceStands) throw error;
    return attempt();
  }
}
