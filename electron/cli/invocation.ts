import type { Output } from './output';

type CommonOptions = {
  readonly home?: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
};

/** What every command gets: its output, where the pool's worker is, and the version for receipts. */
export type Invocation = {
  readonly output: Output;
  readonly common: CommonOptions;
  readonly workerFile: string;
  readonly tool: string;
};
