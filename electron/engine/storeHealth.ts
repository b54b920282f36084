import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppFailure, failure } from '#contract/errors';
import type { AppError } from '#contract/errors';
import type { AsideFile, Conflict, Health, HealthChoice, HealthFinding } from '#contract/health';
import type { Catalog } from '#core/catalog/catalog';
import { appendEntries } from '#core/ledger/appendEntries';
import { asidesFolderName, listAsides } from '#core/ops/asides';
import { createJobBoard, isCancelled } from '#core/ops/jobBoard';
import type { JobBoard } from '#core/ops/jobBoard';
import { keptPlain } from '#core/ops/keptPlain';
import { proofsOf } from '#core/ops/scrub';
import type { RecoveryResult } from '#core/ops/recoverStore';
import { describeError } from '#core/rollout/outcome';
import type { RecoveryFinding } from '#core/rollout/recoveryTools';
import { systemEffects } from '#core/systemEffects';
import type { Pools } from '../pool/pools';
import type { Notify } from './channel';
import { corruptFindings, ledgerFinding, presented, threadPaths, titleIn } from './healthFindings';
import type { StoreGate } from './storeGate';
import type { StoreLedger } from './storeLedger';

export type StoreHealthOptions = {
  readonly home: string;
  readonly dataDirectory: string;
  readonly pools: Pools;
  readonly notify: Notify;
  readonly catalog: Catalog;
  readonly ledger: StoreLedger;
  readonly gate: StoreGate;
  /** The store was changed by what was recovered or decided. */
  readonly onChanged: () => void;
  /** How many bytes the scheduled scrub may decode in a day. */
  readonly scrubBudgetBytes: () => number;
};

const NOTHING: RecoveryResult = { actions: [], findings: [], deferred: null };

/** What recovery did and found in one open store, and what a person decides about it. */
export class StoreHealth {
  readonly #options: StoreHealthOptions;
  #state: Health['state'] = 'never';
  #checkedAtMs: number | null = null;
  #last: RecoveryResult = NOTHING;
  /** Of this session; the ledger has them all. */
  #actions: Health['actions'] = [];
  #running: Promise<void> | null = null;

  constructor(options: StoreHealthOptions) {
    this.#options = options;
  }

  /** Before a scan: recovers once for a session, and again where that was deferred. What goes wrong is in the log. */
  async beforeScan(board: JobBoard): Promise<void> {
    if (this.#state === 'done') return;
    try {
      await this.#recover({ board, thorough: false, putsBack: [] });
    } catch (error) {
      console.error('what a crash may have left could not be looked at:', describeError(error));
    }
  }

  /** Recovers and looks at everything again. */
  async check(): Promise<Health> {
    await this.#recover({ board: createJobBoard(0), thorough: true, putsBack: [] });
    this.#options.onChanged();
    return this.get();
  }

  async get(): Promise<Health> {
    const { gate, ledger, scrubBudgetBytes } = this.#options;
    const [codex, refusal] = await Promise.all([gate.current(), gate.refusal()]);
    const { index } = ledger;
    return {
      state: this.#state,
      checkedAtMs: this.#checkedAtMs,
      deferredBy: this.#last.deferred,
      actions: this.#actions,
      findings: this.#findings(),
      proofs: proofsOf(index, { nowMs: Date.now(), budgetBytes: scrubBudgetBytes() }),
      codex,
      refusal: refusal === null ? null : { message: refusal.message, hint: refusal.hint },
    };
  }

  /** Does what a person chose about a finding, and looks again. */
  async decide(findingId: string, choice: HealthChoice): Promise<Health> {
    const finding = this.#last.findings.find((candidate) => candidate.findingId === findingId);
    if (finding === undefined || choice === 'compare' || !finding.choices.includes(choice)) throw noSuchFinding();
    if (choice === 'keep_both') this.#keep(finding);
    else await this.#change(finding, choice);
    return this.get();
  }

  async conflict(threadId: string): Promise<Conflict> {
    const { home, pools, catalog } = this.#options;
    const { title, project } = titleIn(catalog, threadId);
    const paths = threadPaths(this.#last.findings, threadId);
    if (paths === null) {
      const hint = 'Check the store again: it may have been decided meanwhile.';
      throw failure('NO_SUCH_THREAD', 'Two versions of this thread are not known.', hint);
    }
    const compared = await pools.runHealth('compare', { home, files: { home, ...paths } });
    return { threadId, title, project: project ?? '', ...compared };
  }

  asides(): AsideFile[] {
    const { catalog } = this.#options;
    return listAsides({ effects: systemEffects, ...this.#asidesPlace() }).map((aside) => {
      const known = aside.threadId === null ? null : titleIn(catalog, aside.threadId);
      return { ...aside, title: known?.title ?? null };
    });
  }

  async putBack(asideId: string): Promise<AsideFile[]> {
    const { home, pools } = this.#options;
    await pools.runHealth('putBack', { home, place: this.#asidesPlace(), asideId });
    await this.#lookAgain([]);
    return this.asides();
  }

  #findings(): HealthFinding[] {
    const { catalog, ledger } = this.#options;
    const { index } = ledger;
    const kept = index.keptFindings();
    const recovered = this.#last.findings.filter(({ findingId }) => !kept.has(findingId));
    const [problem] = index.problems();
    return [
      ...recovered.map((finding) => presented(finding, catalog)),
      ...corruptFindings(index.corruptThreads(), { catalog, lastProof: index.lastProof }),
      ...(problem === undefined ? [] : [ledgerFinding(problem, ledger.file)]),
    ];
  }

  #asidesPlace() {
    const { home, dataDirectory, ledger } = this.#options;
    return { home, folder: path.join(dataDirectory, asidesFolderName(home)), ledger: ledger.target(null) };
  }

  #keep({ findingId, threadId }: RecoveryFinding): void {
    const { ledger, notify } = this.#options;
    const common = { trigger: 'window', jobId: null, durationMs: 0 } as const;
    appendEntries(systemEffects, ledger.target(null), [{ kind: 'kept', ...common, threadId, findingId }]);
    ledger.refresh();
    notify('health/changed', {});
  }

  async #change(finding: RecoveryFinding, choice: Exclude<HealthChoice, 'compare' | 'keep_both'>): Promise<void> {
    const { home, pools } = this.#options;
    const { threadId } = finding;
    if (choice === 'put_back_hold') {
      await this.#lookAgain(threadId === null ? [] : [threadId]);
      return;
    }
    for (const file of chosenPaths(finding, choice)) {
      const request = { asideId: randomUUID(), threadId, path: file, reason: finding.message };
      await pools.runHealth('setAside', { home, place: this.#asidesPlace(), request });
    }
    await this.#lookAgain([]);
  }

  async #lookAgain(putsBack: readonly string[]): Promise<void> {
    await this.#recover({ board: createJobBoard(0), thorough: true, putsBack });
    this.#options.onChanged();
  }

  /** One at a time: whoever comes meanwhile waits for it, and then has one of its own. */
  async #recover(how: How): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => undefined);
    this.#running = this.#run(how).finally(() => {
      this.#running = null;
      this.#options.ledger.refresh();
      this.#options.notify('health/changed', {});
    });
    await this.#running;
  }

  async #run({ board, thorough, putsBack }: How): Promise<void> {
    const { home, pools, ledger, gate } = this.#options;
    const before = this.#state;
    this.#state = 'checking';
    this.#options.notify('health/changed', {});
    try {
      if ((await gate.refusal()) !== null) {
        this.#end(NOTHING);
        return;
      }
      const target = ledger.target(null, thorough ? 'window' : 'start');
      const keepsPlain = await this.#keepsPlain();
      const request = { home, ledger: target, keepsPlain, putsBack, thorough };
      const result = await pools.runHealth('recover', { home, request, board });
      this.#actions = [...this.#actions, ...result.actions];
      this.#end(result);
      // Broken off for a job or another store: what was not looked at is, before the next scan.
      if (isCancelled(board)) this.#state = 'never';
    } catch (error) {
      this.#state = before === 'checking' ? 'never' : before;
      throw error;
    }
  }

  #end(result: RecoveryResult): void {
    // What was found before stands until somebody may look again.
    this.#last = result.deferred === null ? result : { ...this.#last, deferred: result.deferred };
    this.#state = result.deferred === null ? 'done' : 'deferred';
    this.#checkedAtMs = Date.now();
  }

  /** Programs are only asked for their versions where there is something to decide by them. */
  async #keepsPlain(): Promise<readonly string[] | 'all'> {
    const { home, pools, gate, catalog } = this.#options;
    if ((await pools.runHealth('need', { home })) !== 'threads') return [];
    return keptPlain(await gate.current(), catalog);
  }
}

type How = { readonly board: JobBoard; readonly thorough: boolean; readonly putsBack: readonly string[] };

/** The files that a choice is about. */
function chosenPaths(finding: RecoveryFinding, choice: HealthChoice): readonly string[] {
  const ending = { set_aside_plain: '.jsonl', set_aside_compressed: '.zst', set_aside_hold: '.coldpress-hold' };
  if (choice === 'set_aside_leftover') return finding.paths;
  const end = Object.entries(ending).find(([name]) => name === choice)?.[1];
  return finding.paths.filter((file) => end !== undefined && file.endsWith(end)).slice(0, 1);
}

function noSuchFinding(): AppFailure {
  const error: AppError = {
    code: 'INVALID_REQUEST',
    message: 'This is not to be decided any more.',
    hint: 'Check the store again: its files have changed.',
  };
  return new AppFailure(error);
}
