import type { RecoveryAction } from '#contract/health';
import type { Effects } from '../ports';
import { describeError, LeftAlone } from './outcome';
import { recoverHold } from './recoverHold';
import { recoverTwin } from './recoverTwin';
import { findingOf } from './recoveryTools';
import type { Recovered, RecoveryFinding, RecoveryTools, StepResult } from './recoveryTools';
import { filesOfThread } from './threadFiles';
import type { RolloutForm, ThreadFile, ThreadSpot } from './threadFiles';

/** Putting a hold back makes a twin, a twin may make a hold: more steps than these lead nowhere. */
const MAX_STEPS = 6;

type Sorted = Readonly<Record<RolloutForm, readonly ThreadFile[]>>;

function sorted(files: readonly ThreadFile[]): Sorted {
  const of = (form: RolloutForm): readonly ThreadFile[] => files.filter((file) => file.form === form);
  return {
    plain: of('plain'),
    compressed: of('compressed'),
    heldPlain: of('heldPlain'),
    heldCompressed: of('heldCompressed'),
  };
}

function ambiguous({ home }: RecoveryTools, spot: ThreadSpot, files: readonly ThreadFile[]): StepResult {
  const message =
    'More files of this thread stand than a swap can leave, or some of them are no regular files. All of them were left as they are.';
  const hint = 'Move those that you do not want out of the store, then check again.';
  const parts = { kind: 'hold', severity: 'danger', threadId: spot.id, files, message, hint, choices: [] } as const;
  return { kind: 'found', finding: findingOf(home, parts) };
}

/** One step with what stands now; `null`: nothing is to be done. */
function step(tools: RecoveryTools, spot: ThreadSpot, madeNow: boolean): StepResult | null {
  const files = filesOfThread(tools.effects.fs, spot);
  const { plain, compressed, heldPlain, heldCompressed } = sorted(files);
  const [hold, ...moreHolds] = [...heldPlain, ...heldCompressed];
  const [twin] = compressed;
  const [first] = plain;
  if (hold === undefined) {
    // Two plain files of one thread: the scan says so, and nothing here tells which one is meant.
    if (first === undefined || twin === undefined || plain.length > 1) return null;
    if (first.state.kind !== 'file' || twin.state.kind !== 'file') return null;
    return recoverTwin(tools, spot, { plain: first, compressed: twin });
  }
  const unclear = moreHolds.length > 0 || plain.length > 1 || (first === undefined && compressed.length > 1);
  if (unclear || files.some(({ state }) => state.kind !== 'file')) return ambiguous(tools, spot, files);
  return recoverHold(tools, spot, { hold, truth: first ?? twin ?? null, madeNow });
}

/** Somebody uses it, or it changed while it was looked at: nothing is wrong, the next recovery looks again. */
function leftFor(tools: RecoveryTools, spot: ThreadSpot, error: unknown): RecoveryFinding | null {
  const files = lookSafely(tools.effects, spot);
  if (error instanceof LeftAlone && error.kind === 'skipped_cancelled') return null;
  const isNote = error instanceof LeftAlone && error.kind !== 'failed' && error.kind !== 'skipped_unsupported';
  const message = `An interrupted swap of this thread could not be decided now. ${describeError(error)} Nothing was changed.`;
  return findingOf(tools.home, {
    kind: isNote ? 'hold' : 'unreadable',
    severity: isNote ? 'note' : 'caution',
    threadId: spot.id,
    files,
    message,
    hint: isNote ? 'It is looked at again at the next start, or now: check again.' : 'Check its owner, mode and disk.',
    choices: [],
  });
}

function lookSafely({ fs }: Effects, spot: ThreadSpot): readonly ThreadFile[] {
  try {
    return filesOfThread(fs, spot);
  } catch {
    return []; // the folder itself cannot be looked into, which is what is reported
  }
}

/**
 * Finishes or takes back what an interrupted swap left of one thread, as far as that is proven; says what it did and
 * what is left to be decided. The run lock has to be held. `again`: something was set aside just now, call it once more
 * after a second with `madeNow`. Never throws.
 */
export function recoverRollout(
  tools: RecoveryTools,
  spot: ThreadSpot,
  { madeNow, onAction }: { readonly madeNow: boolean; readonly onAction: (action: RecoveryAction) => void },
): Recovered {
  const actions: RecoveryAction[] = [];
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    try {
      const result = step(tools, spot, madeNow);
      if (result === null) break;
      if (result.kind === 'found') return { actions, findings: [result.finding], again: false };
      for (const action of result.actions) {
        actions.push(action);
        onAction(action);
      }
      if (result.again) return { actions, findings: [], again: true };
    } catch (error) {
      const finding = leftFor(tools, spot, error);
      return { actions, findings: finding === null ? [] : [finding], again: false };
    }
  }
  return { actions, findings: [], again: false };
}
