import type { RecoveryAction } from '#contract/health';
import type { RecoveryResult } from '#core/ops/recoverStore';
import type { RecoveryFinding } from '#core/rollout/recoveryTools';
import { EXIT } from './exitStatus';
import type { Invocation } from './invocation';
import { withStore } from './openStore';
import { recoverNow, recoveryDeferred } from './recovery';

type Shown = Omit<RecoveryFinding, 'title' | 'project' | 'choices' | 'path' | 'files'>;

/** What of a finding is of use outside the window. */
function shown({ findingId, kind, severity, threadId, message, hint, paths, physicalBytes }: RecoveryFinding): Shown {
  return { findingId, kind, severity, threadId, message, hint, paths, physicalBytes };
}

/** Two copies of one thread that both hold something of their own, as twins or with a hold. */
function isConflict({ kind, severity }: RecoveryFinding): boolean {
  return kind === 'conflict' || (kind === 'hold' && severity === 'danger');
}

/** Notes are things that another tool left, or that are looked at again by themselves. */
function isTrouble({ severity }: RecoveryFinding): boolean {
  return severity !== 'note';
}

function actionText({ kind, path, message }: RecoveryAction): string {
  return `${path}  ${kind}: ${message}`;
}

function findingText({ kind, paths, message, hint }: RecoveryFinding): string {
  return `${paths.join(', ')}  ${kind}: ${message} ${hint}`;
}

function textOf({ actions, findings }: RecoveryResult): string {
  const open = findings.filter(isTrouble).length;
  const sum =
    actions.length + findings.length === 0
      ? 'Nothing was to be recovered.'
      : `${actions.length} actions. ${open} things to decide.`;
  return [...actions.map(actionText), ...findings.map(findingText), sum].join('\n');
}

function print({ output }: Invocation, result: RecoveryResult): number {
  const { actions, findings } = result;
  const conflicts = findings.filter(isConflict).map(shown);
  const others = findings.filter((finding) => !isConflict(finding)).map(shown);
  output.result({ actions, conflicts, findings: others }, () => textOf(result));
  return findings.some(isTrouble) ? EXIT.someFailed : EXIT.done;
}

/** `coldpress recover` (cli.md). */
export async function runRecover(invocation: Invocation): Promise<number> {
  let result: RecoveryResult = { actions: [], findings: [], deferred: null };
  return withStore(
    invocation,
    {
      warm: false,
      before: async (store) => {
        result = await recoverNow({ invocation, store }, true);
        if (result.deferred !== null) throw recoveryDeferred(result.deferred);
      },
    },
    () => Promise.resolve(print(invocation, result)),
  );
}
