import { AppFailure, failure } from '#contract/errors';
import { readCodexGate } from '#core/ops/codexGate';
import { cancelOnBoard, createJobBoard } from '#core/ops/jobBoard';
import { keptPlain } from '#core/ops/keptPlain';
import type { RecoveryResult } from '#core/ops/recoverStore';
import { storeRefusal } from '#core/ops/storeRefusal';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import { gateContext } from './gate';
import { interruption } from './invocation';
import type { Invocation } from './invocation';
import type { OpenStore } from './openStore';

type Recovery = { readonly invocation: Invocation; readonly store: OpenStore };

/** Which threads keep their plain file; programs are only started to ask for their version where it matters. */
async function keepsPlain({ store }: Recovery): Promise<readonly string[] | 'all'> {
  const { home, catalog, pools } = store;
  if ((await pools.runHealth('need', { home })) !== 'threads') return [];
  return keptPlain(await readCodexGate(gateContext(store)), catalog);
}

/** Recovers the store. `thorough`: a busy store is told of even where nothing is to be done. */
export async function recoverNow(recovery: Recovery, thorough: boolean): Promise<RecoveryResult> {
  const { invocation, store } = recovery;
  const { home, catalog, ledgerFile, pools } = store;
  const refusal = await storeRefusal({ effects: systemEffects, home, catalog });
  if (refusal !== null) throw new AppFailure(refusal);
  const board = createJobBoard(0);
  invocation.interrupted.addEventListener('abort', () => cancelOnBoard(board));
  const trigger = thorough ? 'command_line' : 'start';
  const ledger = { file: ledgerFile, tool: invocation.tool, trigger, jobId: null } as const;
  const request = { home, ledger, keepsPlain: await keepsPlain(recovery), putsBack: [], thorough };
  const result = await pools.runHealth('recover', { home, request, board });
  if (invocation.interrupted.aborted) throw interruption('while recovering. What was begun is whole.');
  return result;
}

export function recoveryDeferred(by: string): AppFailure {
  const message = `recovery deferred: ${by} holds this store. Nothing was changed.`;
  return failure('STORE_BUSY', message, 'Wait until it has finished, then try again.');
}

/** Before a command that changes the store: what a crash left is recovered. What stands in the way the command itself tells. */
export async function recoverBefore(recovery: Recovery): Promise<void> {
  const { output } = recovery.invocation;
  try {
    const { actions, findings } = await recoverNow(recovery, false);
    for (const { message, path } of actions) output.note(`Recovered: ${path}: ${message}`);
    const open = findings.filter(({ severity }) => severity !== 'note').length;
    if (open > 0) output.note(`${open} things are to be decided. See: coldpress recover`);
  } catch (error) {
    if (error instanceof AppFailure && error.appError.code === 'CANCELLED') throw error;
    if (!(error instanceof AppFailure))
      output.note(`What a crash may have left could not be looked at: ${describeError(error)}`);
  }
}
