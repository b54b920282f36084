import path from 'node:path';
import { decideTwin } from '../model/recovery';
import { compareContents, relationOf } from './compareContents';
import type { Comparison, Content } from './compareContents';
import type { ContentProof } from './content';
import { ownFile } from './eligibility';
import { LeftAlone, leaveAlone } from './outcome';
import { HOLD_SUFFIX, rolloutPlace } from './place';
import { guarded, makeDurable, underThreadLocks, withFile } from './recoveryLocks';
import type { Locked, OpenFile } from './recoveryLocks';
import { done, findingOf, found, recoveryActionOf, relativePath } from './recoveryTools';
import type { RecoveryTools, StepResult } from './recoveryTools';
import type { ThreadFile, ThreadSpot } from './threadFiles';

type Twins = {
  readonly tools: RecoveryTools;
  readonly spot: ThreadSpot;
  readonly plain: OpenFile;
  readonly compressed: OpenFile;
  readonly comparison: Comparison;
};

function lockedOf({ tools, spot }: Twins, parts: Pick<Locked, 'unchanged' | 'absent' | 'check'>): Locked {
  const { effects, home, control } = tools;
  return { effects, home, id: spot.id, shouldStop: control.shouldStop, ...parts };
}

function proofOf(content: Content): ContentProof | null {
  return content.kind === 'whole' ? content.proof : null;
}

/** A file that grew since it was compared still begins with what was compared: Codex only ever appends. */
function stillHolds({ tools, plain }: Twins): boolean {
  const now = tools.effects.fs.lstat(plain.path);
  return now !== null && now.dev === plain.state.dev && now.ino === plain.state.ino && now.size >= plain.state.size;
}

/** Removes the `.zst`, all of whose content stands in the plain file; also while Codex has the thread loaded. */
function removeTwin(twins: Twins, message: string): StepResult {
  const { tools, spot, plain, compressed, comparison } = twins;
  const { effects, home } = tools;
  makeDurable(effects, plain);
  guarded(effects, [compressed], (check) => {
    const remove = (): void => {
      effects.fs.unlink(compressed.path);
      effects.fs.syncDirectory(path.dirname(compressed.path));
    };
    const whileLoaded = (): void => {
      if (!stillHolds(twins)) leaveAlone('skipped_changed', 'The plain file was changed meanwhile.');
      remove();
    };
    const unchanged = [plain, compressed];
    underThreadLocks(lockedOf(twins, { unchanged, absent: [], check }), remove, whileLoaded);
  });
  const proof = proofOf(comparison.second);
  return done(
    recoveryActionOf(home, { kind: 'removed_twin', threadId: spot.id, file: compressed.path, message, proof }),
  );
}

/** A copy that we were writing when we stopped: the plain one holds nothing that the compressed one does not. */
function removeTornPlain(twins: Twins): StepResult {
  const { tools, spot, plain, compressed, comparison } = twins;
  const { effects, home } = tools;
  makeDurable(effects, compressed);
  guarded(effects, [plain], (check) => {
    underThreadLocks(lockedOf(twins, { unchanged: [plain, compressed], absent: [], check }), () => {
      effects.fs.unlink(plain.path);
      effects.fs.syncDirectory(path.dirname(plain.path));
    });
  });
  const message = 'A restore had not finished writing the plain file. The compressed one is whole and stands again.';
  const proof = proofOf(comparison.first);
  return done(recoveryActionOf(home, { kind: 'removed_twin', threadId: spot.id, file: plain.path, message, proof }));
}

/** Sets the plain file aside as a swap does (safety.md, step 8); as a hold it is looked at again after a second. */
function holdPlain(twins: Twins): StepResult {
  const { tools, spot, plain, compressed, comparison } = twins;
  const { effects, home } = tools;
  ownFile(effects, rolloutPlace(home, relativePath(home, plain.path)), plain.path);
  makeDurable(effects, compressed);
  const hold = plain.path + HOLD_SUFFIX;
  guarded(effects, [plain], (check) => {
    const absent = [hold, `${compressed.path}${HOLD_SUFFIX}`];
    underThreadLocks(lockedOf(twins, { unchanged: [plain, compressed], absent, check }), () => {
      effects.fs.moveNoReplace(plain.path, hold);
      effects.fs.syncDirectory(path.dirname(hold));
    });
  });
  const message =
    'A compression had stopped half-way with both files equal. It was finished: the compressed file stands.';
  const action = recoveryActionOf(home, {
    ...{ kind: 'finished_swap', threadId: spot.id, file: compressed.path, message },
    proof: proofOf(comparison.first),
  });
  return { kind: 'done', actions: [action], again: true };
}

/** Both equal: the plain file goes, or, where that may not be because somebody uses it, the compressed one. */
function finishSwap(twins: Twins): StepResult {
  const keepsPlain = 'Both files were equal, and the plain one may be in use: the compressed one was removed.';
  if (twins.tools.keepsPlain(twins.spot.id)) return removeTwin(twins, keepsPlain);
  try {
    return holdPlain(twins);
  } catch (error) {
    if (!(error instanceof LeftAlone) || error.kind === 'skipped_cancelled') throw error;
    return removeTwin(twins, keepsPlain);
  }
}

function offerTwin({ tools, spot, plain, compressed }: Twins): StepResult {
  const message =
    'Another tool left a compressed file beside the plain one. All that it holds stands in the plain file, which Codex reads.';
  const hint = 'It can be set aside; it can be put back from there.';
  const files = [compressed, plain];
  return found(
    findingOf(tools.home, {
      ...{ kind: 'stale_twin', severity: 'note', threadId: spot.id, files, message, hint },
      choices: ['compare', 'set_aside_compressed', 'keep_both'],
    }),
  );
}

function reportDamaged({ tools, spot, plain, compressed }: Twins, damage: string): StepResult {
  const message = `The compressed file beside the plain one cannot be decoded: ${damage} Codex reads the plain file. Both were left as they are.`;
  const hint = 'Set the damaged file aside if nothing else needs it.';
  const files = [compressed, plain];
  return found(
    findingOf(tools.home, {
      ...{ kind: 'damaged_twin', severity: 'caution', threadId: spot.id, files, message, hint },
      choices: ['set_aside_compressed', 'keep_both'],
    }),
  );
}

function reportConflict({ tools, spot, plain, compressed, comparison }: Twins): StepResult {
  const same = comparison.equalBytes.toLocaleString('en');
  const message = `One thread, two different copies. They are the same for ${same} bytes, then they differ. Codex reads the plain one. Neither was touched.`;
  const hint = 'Compare them, then set one aside or keep both.';
  const files = [plain, compressed];
  return found(
    findingOf(tools.home, {
      ...{ kind: 'conflict', severity: 'danger', threadId: spot.id, files, message, hint },
      choices: ['compare', 'set_aside_plain', 'set_aside_compressed', 'keep_both'],
    }),
  );
}

function decide(twins: Twins): StepResult {
  const { tools, spot, plain, compressed, comparison } = twins;
  const { first } = comparison;
  const decision = decideTwin({
    relation: relationOf(comparison),
    ours: first.kind === 'whole' && first.receipt !== null,
    intended: tools.intended(spot.id),
    besideEachOther: path.dirname(plain.path) === path.dirname(compressed.path),
  });
  switch (decision) {
    case 'finish_swap':
      return finishSwap(twins);
    case 'remove_twin':
      return removeTwin(twins, 'The compressed file was the beginning of the plain one, which had gone on since.');
    case 'remove_torn_twin':
      return removeTwin(twins, 'A compression had not finished writing this file. The plain one is whole.');
    case 'remove_torn_plain':
      return removeTornPlain(twins);
    case 'offer_twin':
      return offerTwin(twins);
    case 'report_damaged':
      return reportDamaged(twins, first.kind === 'damaged' ? first.damage : '');
    case 'conflict':
      return reportConflict(twins);
  }
}

/** Decides about a plain file and a compressed one of the same thread, and does it (safety.md, Recover). */
export function recoverTwin(
  tools: RecoveryTools,
  spot: ThreadSpot,
  { plain, compressed }: { readonly plain: ThreadFile; readonly compressed: ThreadFile },
): StepResult {
  const { effects, press, control } = tools;
  return withFile(effects, plain, (plainFile) =>
    withFile(effects, compressed, (compressedFile) => {
      const first = { fd: compressedFile.fd, size: Number(compressed.state.size), compressed: true };
      const second = { fd: plainFile.fd, size: Number(plain.state.size), compressed: false };
      const comparison = compareContents({ fs: effects.fs, press, control }, first, second);
      return decide({ tools, spot, plain: plainFile, compressed: compressedFile, comparison });
    }),
  );
}
