import { failure } from '#contract/errors';
import type { AppFailure } from '#contract/errors';

export function jobRunning(): AppFailure {
  return failure('JOB_RUNNING', 'A job is running in this store already.', 'Wait until it has ended, or cancel it.');
}

export function noSuchJob(): AppFailure {
  return failure('NO_SUCH_JOB', 'This job is not known any more.', 'Its result is in the list of threads.');
}
