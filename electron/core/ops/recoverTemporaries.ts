import type { RecoveryAction } from '#contract/health';
import { lockOrClose } from '../locks/storeLocks';
import type { Effects } from '../ports';
import { hasCode } from '../rollout/outcome';
import { findingOf, recoveryActionOf } from '../rollout/recoveryTools';
import type { RecoveryFinding } from '../rollout/recoveryTools';
import { holding } from '../rollout/swap';

/** As old Codex's own sweep lets a `.tmp` become before it takes it away (codex-store.md, section 1). */
const LEFTOVER_MS = 6 * 3600 * 1000;
/** A temporary is locked a moment after it is made, and empty until then: whoever made it gets this long for that. */
const NEW_MS = 50;

/** Removes a temporary of ours that nobody works on: one whose flock we get. `null`: it is worked on, or gone. */
function removeTemporary(effects: Effects, home: string, file: string): RecoveryAction | null {
  const state = effects.fs.lstat(file);
  if (state?.kind !== 'file') return null;
  if (state.size === 0n) effects.clock.pause(NEW_MS);
  const lock = lockOrClose(effects, effects.fs.open(file, 'readWrite'));
  if (lock === null) return null;
  return holding(lock, () => {
    if (effects.fs.lstat(file)?.ino !== state.ino) return null; // published, or swept, meanwhile
    effects.fs.unlink(file);
    const message = 'A temporary file of an interrupted swap was removed. The thread itself was not touched by it.';
    const bytes = Number(state.size);
    return recoveryActionOf(home, { kind: 'removed_temporary', threadId: null, file, message, proof: null, bytes });
  });
}

/** Tells of a temporary that could not be removed; never throws. */
export function tryRemoveTemporary(
  effects: Effects,
  home: string,
  file: string,
): RecoveryAction | RecoveryFinding | null {
  try {
    return removeTemporary(effects, home, file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    const message = 'A temporary file of an interrupted swap could not be removed. It takes only room.';
    const hint = 'Check its owner and mode, then check again.';
    const state = effects.fs.lstat(file);
    const files = state === null ? [] : [{ path: file, state }];
    return findingOf(home, {
      ...{ kind: 'unreadable', severity: 'note', threadId: null },
      files,
      message,
      hint,
      choices: [],
    });
  }
}

/** Temporary files of Codex that are older than it needs them, together; they are only told of. */
export function reportLeftovers(effects: Effects, home: string, paths: readonly string[]): readonly RecoveryFinding[] {
  const files = paths.flatMap((path) => {
    const state = effects.fs.lstat(path);
    const isOld = state !== null && effects.clock.nowMs() - Number(state.mtimeNs / 1_000_000n) >= LEFTOVER_MS;
    return isOld && state.kind === 'file' ? [{ path, state }] : [];
  });
  if (files.length === 0) return [];
  const many = files.length > 1;
  const message = `${many ? `${files.length} temporary files` : 'A temporary file'} of Codex, six hours old or more, ${many ? 'take' : 'takes'} room and ${many ? 'are' : 'is'} read by nobody.`;
  const hint = 'Codex removes those that end in .tmp by itself. The others can be set aside.';
  return [
    findingOf(home, {
      ...{ kind: 'codex_leftover', severity: 'note', threadId: null, files, message, hint },
      choices: ['set_aside_leftover', 'keep_both'],
    }),
  ];
}
