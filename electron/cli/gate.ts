import os from 'node:os';
import type { CodexGate } from '#contract/health';
import type { JobKind } from '#contract/job';
import type { JobRollout } from '#core/catalog/rolloutRow';
import { barredBy, planBesideCodex, readCodexGate } from '#core/ops/codexGate';
import type { Barred, GateContext } from '#core/ops/codexGate';
import type { JobItem } from '#core/ops/jobTally';
import { jobItem } from '#core/ops/planJob';
import type { LedgerSync } from '#core/ops/syncLedger';
import { verifyItems, withKnown } from '#core/ops/verifyItems';
import { systemEffects } from '#core/systemEffects';
import type { Invocation } from './invocation';
import type { OpenStore } from './openStore';

/** What the Codex versions around a store are looked for with. */
export function gateContext({ home, catalog }: OpenStore): GateContext {
  const { platform, env } = process;
  return { effects: systemEffects, catalog, home, machine: { platform, env, homeDirectory: os.homedir() } };
}

function ledgerOf({ catalog, ledgerFile }: OpenStore): LedgerSync {
  return { fs: systemEffects.fs, file: ledgerFile, index: catalog.ledger };
}

function isGated(kind: JobKind): boolean {
  return kind === 'compress' || kind === 'recompress';
}

function say({ output }: Invocation, { rule, message }: CodexGate): void {
  if (rule !== 'everything') output.note(message);
}

/** The items of a job, where it compresses beside the Codex versions found; what they do not allow is said once, on stderr. */
export async function gatedItems(
  kind: JobKind,
  { invocation, store }: { readonly invocation: Invocation; readonly store: OpenStore },
  rollouts: readonly JobRollout[],
): Promise<readonly JobItem[]> {
  if (kind === 'verify') return verifyItems(ledgerOf(store), rollouts);
  if (!isGated(kind)) return withKnown(ledgerOf(store), rollouts.map(jobItem));
  // The command has just scanned the store to its end, so the catalog is not behind.
  const { gate, items } = await planBesideCodex(gateContext(store), () => Promise.resolve(rollouts));
  say(invocation, gate);
  return kind === 'compress' ? items : withKnown(ledgerOf(store), items);
}

/** Why a dry run counts a thread among those that would be left alone; `null`: it would be taken. */
export async function gateOfDryRun(kind: JobKind, invocation: Invocation, store: OpenStore): Promise<Barred> {
  if (!isGated(kind)) return () => null;
  const gate = await readCodexGate(gateContext(store));
  say(invocation, gate);
  return barredBy(gate, store.catalog);
}
