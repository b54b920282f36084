import path from 'node:path';
import { failure } from '#contract/errors';
import type { CodexFound, CodexGate } from '#contract/health';
import type { CatalogReader } from '../catalog/catalog';
import type { JobRollout } from '../catalog/rolloutRow';
import { codexCandidates } from '../fs/codexPlaces';
import { codexProcesses, runningPrograms } from '../fs/codexProcesses';
import { codexVersions } from '../fs/findCodexPrograms';
import type { AskAs } from '../fs/findCodexPrograms';
import { codexGateOf, demandsOf, FOUND_IN_THREADS } from '../model/codexVersions';
import type { Effects } from '../ports';
import type { PlatformPaths } from './dataDirectory';
import { whoDisturbs } from './disturbance';
import type { JobItem } from './jobTally';
import { jobItem } from './planJob';

/** For so long a thread tells that the Codex which began it is still used (safety.md, Codex versions). */
const TELLING_MS = 30 * 24 * 3600 * 1000;

export type GateContext = {
  readonly effects: Pick<Effects, 'fs' | 'clock'>;
  readonly catalog: Pick<CatalogReader, 'recentVersions' | 'forkBases' | 'scannedAtMs'>;
  /** The real path of the store. */
  readonly home: string;
  readonly machine: PlatformPaths;
};

/** Root asks programs as the owner of the store, whose Codex it is. */
function askAs({ effects, home }: GateContext): AskAs {
  const owner = effects.fs.lstat(home);
  if (process.geteuid?.() !== 0 || owner === null || owner.uid === 0) return null;
  return { uid: owner.uid, gid: owner.gid };
}

/** Our own home folder, and that of the store's owner where the store stands in its usual place. */
function homesOf({ home, machine }: GateContext): readonly string[] {
  const ofStore = path.basename(home) === '.codex' ? [path.dirname(home)] : [];
  return [...new Set([machine.homeDirectory, ...ofStore])];
}

function foundInThreads({ catalog, effects }: GateContext): readonly CodexFound[] {
  return catalog.recentVersions(effects.clock.nowMs() - TELLING_MS).map(({ version, key }) => ({
    version,
    source: FOUND_IN_THREADS,
    path: key,
  }));
}

/**
 * The Codex versions that may use this store and what they allow: programs on this machine, those that run, and what the
 * threads of the last 30 days say. Asks each program once and again only when it has changed. Never call it while a
 * swap is open: it may start processes.
 */
export async function readCodexGate(context: GateContext): Promise<CodexGate> {
  const { machine, home } = context;
  const running = runningPrograms(codexProcesses(machine.platform, home));
  const installed = codexCandidates({ ...machine, homes: homesOf(context) });
  const known = new Set(installed.map((candidate) => candidate.path));
  const candidates = [...installed, ...running.filter((candidate) => !known.has(candidate.path))];
  const programs = await codexVersions(candidates, askAs(context));
  return codexGateOf([...programs, ...foundInThreads(context)]);
}

/** Why a thread is left alone for the sake of an older Codex; `null`: it need not be. */
export type Barred = (rollout: Pick<JobRollout, 'id' | 'representation'>) => string | null;

const NOT_SCANNED = 'Which threads others were forked from is not known before the store was scanned to its end.';

/** `forkBases` are known once a scan has read every thread; before that, each one could be one. */
export function barredBy(gate: CodexGate, catalog: Pick<CatalogReader, 'forkBases' | 'scannedAtMs'>): Barred {
  const { refusal, forkBase } = demandsOf(gate);
  if (refusal !== null) return () => refusal;
  if (forkBase === null) return () => null;
  if (catalog.scannedAtMs() === null)
    return ({ representation }) => (representation === 'compressed' ? null : NOT_SCANNED);
  const bases = catalog.forkBases();
  // One that is compressed already has broken what there was to break.
  return ({ id, representation }) => (representation !== 'compressed' && bases.has(id) ? forkBase : null);
}

export type GatedPlan = { readonly gate: CodexGate; readonly items: readonly JobItem[] };

/**
 * Reads the gate and plans a job that compresses (or presses again) threads by it, right before its first one.
 * Restoring and verifying ask no gate. `select` is called when the gate is known: `asksForBases` says whether threads
 * that others were forked from will be left alone, so that a catalog which may be behind is to be brought up to date.
 * @throws AppFailure CODEX_RUNNING where an old Codex runs that takes no locks.
 */
export async function planBesideCodex(
  context: GateContext,
  select: (asksForBases: boolean) => Promise<readonly JobRollout[]>,
): Promise<GatedPlan> {
  const gate = await readCodexGate(context);
  const demands = demandsOf(gate);
  const who = demands.needsQuiet ? whoDisturbs(context.home) : null;
  if (who !== null) {
    const hint = 'Close Codex (also its desktop app and editor extensions), then try again.';
    throw failure('CODEX_RUNNING', `Codex is running: ${who}. ${gate.message}`, hint);
  }
  const rollouts = await select(demands.refusal === null && demands.forkBase !== null);
  const barred = barredBy(gate, context.catalog);
  const needs = { lease: demands.needsLease, quiet: demands.needsQuiet };
  const items = rollouts.map((rollout) => {
    const item = jobItem(rollout);
    return { ...item, problem: item.problem ?? barred(rollout), needs };
  });
  return { gate, items };
}
