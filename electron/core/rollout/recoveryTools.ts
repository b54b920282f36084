import { createHash } from 'node:crypto';
import path from 'node:path';
import type { FindingKind, HealthChoice, HealthFinding, RecoveryAction } from '#contract/health';
import type { Listing } from '../model/recovery';
import type { Effects } from '../ports';
import type { ContentProof } from './content';
import type { Control, Press } from './press';
import type { ThreadFile } from './threadFiles';

/** What the recovery of one thread works with. */
export type RecoveryTools = {
  readonly effects: Effects;
  readonly press: Press;
  readonly control: Control;
  /** The real path of the store. */
  readonly home: string;
  /** `false`: an older Codex may not read what a finished swap would leave, so the plain file stays instead. */
  readonly finishesSwaps: boolean;
  /** `false`: a folder could not be listed, so a thread that was not found may stand there. */
  readonly complete: boolean;
  /** Whether Codex still knows this thread. */
  readonly listingOf: (threadId: string) => Listing;
  /** Whether the last that the ledger says of this thread is that a copy of it was about to be published. */
  readonly intended: (threadId: string) => boolean;
};

/** What was done to one thread, and what is left to be known or decided. */
export type Recovered = {
  readonly actions: readonly RecoveryAction[];
  readonly findings: readonly HealthFinding[];
  /** Something was set aside just now: look again after a second. */
  readonly again: boolean;
};

export function relativePath(home: string, file: string): string {
  return path.relative(home, file).split(path.sep).join('/');
}

type ActionParts = {
  readonly kind: RecoveryAction['kind'];
  readonly threadId: string | null;
  readonly file: string;
  readonly message: string;
  readonly proof: ContentProof | null;
  /** Of the file, where nothing had to be proven. */
  readonly bytes?: number;
};

export function recoveryActionOf(home: string, parts: ActionParts): RecoveryAction {
  const { kind, threadId, file, message, proof, bytes = 0 } = parts;
  const path = relativePath(home, file);
  return { kind, threadId, path, message, sha256: proof?.sha256 ?? null, bytes: proof?.bytes ?? bytes };
}

type FindingParts = {
  readonly kind: FindingKind;
  readonly severity: HealthFinding['severity'];
  readonly threadId: string | null;
  readonly files: readonly Pick<ThreadFile, 'path' | 'state'>[];
  readonly message: string;
  readonly hint: string;
  readonly choices: readonly HealthChoice[];
};

/** Stays the same while the files do: their paths, sizes, times and inodes. */
function findingIdOf(home: string, kind: string, files: FindingParts['files']): string {
  const facts = files.map(({ path: file, state }) =>
    [relativePath(home, file), state.size, state.mtimeNs, state.ino].map(String),
  );
  return `${kind}-${createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32)}`;
}

/** A finding about these files, the first of which it is named after. Titles come from the catalog, later. */
export function findingOf(home: string, parts: FindingParts): HealthFinding {
  const { kind, severity, threadId, files, message, hint, choices } = parts;
  const [first] = files;
  const name = first === undefined ? '' : relativePath(home, first.path);
  return {
    findingId: findingIdOf(home, kind, files),
    ...{ kind, severity, threadId, message, hint, files: files.length },
    title: path.basename(name),
    project: null,
    path: name,
    physicalBytes: files.reduce((sum, { state }) => sum + Number(state.allocatedBytes), 0),
    choices: [...choices],
  };
}

/** What a step of a recovery came to: something was done, nothing is to be done, or somebody has to know. */
export type StepResult =
  | { readonly kind: 'done'; readonly actions: readonly RecoveryAction[]; readonly again: boolean }
  | { readonly kind: 'found'; readonly finding: HealthFinding };

export function done(...actions: readonly RecoveryAction[]): StepResult {
  return { kind: 'done', actions, again: false };
}

export function found(finding: HealthFinding): StepResult {
  return { kind: 'found', finding };
}
