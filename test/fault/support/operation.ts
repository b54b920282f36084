import type { Stage } from './stage';

/** Something that Coldpress does, and what must be true of it whatever goes wrong. `kept` and `clean` throw `Broken`. */
export type Operation = {
  readonly name: string;
  /** It reads back what it wrote: a disk that writes something else is found out. */
  readonly provesWrites: boolean;
  /** Makes what the operation finds; all of it stands on the disk. */
  readonly prepare: (stage: Stage) => void;
  /** May throw what was injected. What it acknowledges must stay true. */
  readonly run: (stage: Stage, acknowledge: (what: string) => void) => void;
  /** Law 1, right after the fault. */
  readonly kept: (stage: Stage, acknowledged: readonly string[]) => void;
  /** A healthy start, and the operation again. */
  readonly again: (stage: Stage) => void;
  /** Law 2. */
  readonly clean: (stage: Stage, acknowledged: readonly string[]) => void;
};
