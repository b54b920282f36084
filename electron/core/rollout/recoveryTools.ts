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
  /** Whether an older Codex may not read what a finished swap would leave of this thread: then the plain file stays. */
  readonly keepsPlain: (threadId: string) => boolean;
  /** `false`: a folder could not be listed, so a thread that was not found may stand there. */
  readonly complete: boolean;
  /** Whether Codex still knows this thread. */
  readonly listingOf: (threadId: string) => Listing;
  /** Whether the last that the ledger says of this thread is that a copy of it was about to be published. */
  readonly intended: (threadId: string) => boolean;
};

/** A finding, and the files that it is about, relative to the home; its `path` is the first of them. */
export type RecoveryFinding = HealthFinding & { readonly paths: readonly string[] };

/** What was done to one thread, and what is left to be known or decided. */
export type Recovered = {
  readonly actions: readonly RecoveryAction[];
  readonly findings: readonly RecoveryFinding[];
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
export function findingOf(home: string, parts: FindingParts): RecoveryFinding {
  const { kind, severity, threadId, files, message, hint, choices } = parts;
  const paths = files.map((file) => relativePath(home, file.path));
  const [name = ''] = paths;
  return {
    findingId: findingIdOf(home, kind, files),
    ...{ kind, severity, threadId, message, hint, files: files.length },
    title: path.basename(name),
    project: null,
    path: name,
    paths,
    physicalBytes: files.reduce((sum, { state }) => sum + Number(state.allocatedBytes), 0),
    choices: [...choices],
  };
}

/** What a step of a recovery came to: something was done, nothing is to be done, or somebody has to know. */
export type StepResult =
  | { readonly kind: 'done'; readonly actions: readonly RecoveryAction[]; readonly again: boolean }
  | { readonly kind: 'found'; readonly finding: RecoveryFinding };

export function done(...actions: readonly RecoveryAction[]): StepResult {
  return { kind: 'done', actions, again: false };
}

export function found(finding: RecoveryFinding): StepResult {
  return { kind: 'found', finding };
}
