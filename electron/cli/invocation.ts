import { failure } from '#contract/errors';
import type { AppFailure } from '#contract/errors';
import type { Output } from './output';

type CommonOptions = {
  readonly home?: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** What every command gets: its output, where the pool's worker is, the version for receipts, and whether to stop. */
export type Invocation = {
  readonly output: Output;
  readonly common: CommonOptions;
  readonly workerFile: string;
  readonly tool: string;
  /** Aborted by SIGINT or SIGTERM; whoever works then finishes or backs out of what is in hand. */
  readonly interrupted: AbortSignal;
};

/** What a command ends with that was interrupted before it had anything to report; exit status 130. */
export function interruption(when: string): AppFailure {
  return failure('CANCELLED', `Interrupted ${when}`, 'Run the same command again to go on.');
}
