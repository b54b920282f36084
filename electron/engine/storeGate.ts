import os from 'node:os';
import type { AppError } from '#contract/errors';
import type { CodexGate } from '#contract/health';
import type { JobKind, JobPreview } from '#contract/job';
import type { Catalog } from '#core/catalog/catalog';
import type { JobRollout } from '#core/catalog/rolloutRow';
import { barredBy, planBesideCodex, readCodexGate } from '#core/ops/codexGate';
import type { Barred, GateContext } from '#core/ops/codexGate';
import type { JobItem } from '#core/ops/jobTally';
import { jobItem } from '#core/ops/planJob';
import { storeRefusal } from '#core/ops/storeRefusal';
import type { RefusalContext } from '#core/ops/storeRefusal';
import { systemEffects } from '#core/systemEffects';

const FREE: Barred = () => null;

/** What the Codex versions around one open store allow. */
export class StoreGate {
  readonly #context: GateContext & RefusalContext;
  #last: CodexGate | null = null;

  readonly #isIdle: () => boolean;

  /**
   * `isIdle`: no job runs. While one does nothing is started to look (a program, a second process), because it would keep
   * the locks of a swap alive; then what was found before is told.
   */
  constructor(home: string, catalog: Catalog, isIdle: () => boolean) {
    this.#isIdle = isIdle;
    const { platform, env } = process;
    const machine = { platform, env, homeDirectory: os.homedir() };
    this.#context = { effects: systemEffects, catalog, home, machine };
  }

  /** What the Codex versions found allow; `null`: nobody has looked yet. */
  async current(): Promise<CodexGate | null> {
    if (this.#isIdle()) this.#last = await readCodexGate(this.#context);
    return this.#last;
  }

  /** Why nothing in this store may be changed, or `null`: it may. */
  refusal(): Promise<AppError | null> {
    return storeRefusal(this.#context, this.#isIdle());
  }

  /** The same for a job that has not begun its first thread. */
  refusalOfJob(): Promise<AppError | null> {
    return storeRefusal(this.#context, true);
  }

  /** What stands in the way of a job of this kind: the store itself, or Codex versions. */
  async preview(kind: JobKind): Promise<{ readonly barred: Barred; readonly caution: JobPreview['caution'] }> {
    const refused = kind === 'verify' ? null : await this.refusal();
    if (refused !== null) return { barred: () => refused.message, caution: refused };
    const gate = kind === 'compress' || kind === 'recompress' ? await this.current() : null;
    if (gate === null || gate.rule === 'everything') return { barred: FREE, caution: null };
    return { barred: barredBy(gate, this.#context.catalog), caution: cautionOf(gate) };
  }

  /** The items of a job, by what is found right before its first thread. `refresh` brings the catalog up to date. */
  async plan(
    kind: JobKind,
    select: () => readonly JobRollout[],
    refresh: () => Promise<void>,
  ): Promise<readonly JobItem[]> {
    if (kind !== 'compress' && kind !== 'recompress') return select().map(jobItem);
    const { gate, items } = await planBesideCodex(this.#context, async (asksForBases) => {
      if (asksForBases) await refresh();
      return select();
    });
    this.#last = gate;
    return items;
  }
}

function cautionOf({ message }: CodexGate): JobPreview['caution'] {
  return { message, hint: 'Restoring and verifying are possible all the same.' };
}
