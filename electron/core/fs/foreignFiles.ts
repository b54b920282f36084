import type { Problem } from '../model/problem';
import { problem } from '../model/problem';
import { parseRolloutName } from '../model/rolloutName';
import type { FileState } from '../ports';

export type Entry = {
  readonly name: string;
  /** `null`: the name cannot be looked up, because it is not valid text or the entry has just gone. */
  readonly kind: FileState['kind'] | null;
  /** Whether it stands in a folder under the flat root. */
  readonly misplaced: boolean;
};

// eslint-disable-next-line no-control-regex -- names with these must not reach a terminal or a shell
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const FOLDER_NOTHING = null;

/** Temporary files of Codex and of ours, and where each comes from (codex-store.md, section 1; safety.md). */
const LEFTOVERS: readonly (readonly [RegExp, string])[] = [
  [
    /^rollout-compress-cp.*\.tmp$/,
    'A temporary file of a compression by Coldpress. If none is running, a recovery removes it.',
  ],
  [
    /^rollout-compress-.*\.tmp$/,
    'A temporary file of a compression by Codex. Codex removes it by itself once it is six hours old.',
  ],
  [
    /^\.rollout-materialize-/,
    'A temporary file of a restore by Codex, which never removes it. If Codex is not running it can be deleted.',
  ],
  [
    /\.coldpress-hold$/,
    'A thread set aside by an interrupted compression. A recovery puts it back or proves it needless.',
  ],
  [/\.tmp$/, 'A temporary file. Codex removes it by itself once it is six hours old.'],
];

function describeOdd({ name, kind }: Entry): Problem | null {
  if (CONTROL.test(name)) {
    return problem('foreign', 'The name holds a line break or another control character. It is left alone; rename it.');
  }
  if (kind === null) {
    return problem(
      'unreadable',
      'The name could not be looked up: it is not valid text, or the file has just gone. Scan again.',
    );
  }
  if (kind === 'link') {
    return problem('link', 'A link. Coldpress follows no links; move the real file here if Codex should list it.');
  }
  if (kind === 'other') {
    return problem(
      'special',
      'Neither a file nor a folder (a pipe, socket or device). It is left alone; remove it if nothing needs it.',
    );
  }
  return null;
}

/** Why something under the roots is no rollout; `null` for a folder, which is just walked. */
export function describeForeign(entry: Entry): Problem | null {
  const odd = describeOdd(entry);
  if (odd !== null) return odd;
  const rollout = parseRolloutName(entry.name) !== null;
  if (entry.kind === 'directory') {
    if (!rollout) return FOLDER_NOTHING;
    return problem(
      'foreign',
      'A folder with the name of a thread. It is left alone; rename it so that Codex does not stumble over it.',
    );
  }
  const leftover = LEFTOVERS.find(([pattern]) => pattern.test(entry.name));
  if (leftover !== undefined) return problem('leftover', leftover[1]);
  if (entry.misplaced && rollout) {
    return problem(
      'foreign',
      'Archived threads stand directly in archived_sessions; Codex does not find this one. Move it up.',
    );
  }
  return problem(
    'foreign',
    'Not a thread of Codex: the name is not that of a rollout. It is left alone; move it elsewhere.',
  );
}
