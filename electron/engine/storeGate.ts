import os from 'node:os';
import type { CodexGate } from '#contract/health';
import type { JobKind, JobPreview } from '#contract/job';
import type { Catalog } from '#core/catalog/catalog';
import type { JobRollout } from '#core/catalog/rolloutRow';
import { barredBy, planBesideCodex, readCodexGate } from '#core/ops/codexGate';
import type { Barred, GateContext } from '#core/ops/codexGate';
import type { JobItem } from '#core/ops/jobTally';
import { jobItem } from '#core/ops/planJob';
import { systemEffects } from '#core/systemEffects';

const FREE: Barred = () => null;

/** What the Codex versions around one open store allow. */
export class StoreGate {
  readonly #context: GateContext;
  #last: CodexGate | null = null;

  constructor(home: string, catalog: Catalog) {
    const { platform, env } = process;
    const machine = { platform, env, homeDirectory: os.homedir() };
    this.#context = { effects: systemEffects, catalog, home, machine };
  }

  /** `mayLook`: no job runs. While one does no program is asked, because it would keep the locks of a swap alive. */
  async current(mayLook: boolean): Promise<CodexGate | null> {
    if (mayLook) this.#last = await readCodexGate(this.#context);
    return this.#last;
  }

  /** What stands in the way of a job of this kind, as far as versions do. */
  async preview(
    kind: JobKind,
    mayLook: boolean,
  ): Promise<{ readonly barred: Barred; readonly caution: JobPreview['caution'] }> {
    const gate = kind === 'compress' || kind === 'recompress' ? await this.current(mayLook) : null;
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
