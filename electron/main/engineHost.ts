import { engineMessage, type EngineMessage, type EngineRequest } from '#contract/engineRpc';
import type { AppError } from '#contract/errors';
import {
  isNotificationName,
  notifications,
  type EngineState,
  type NotificationName,
  type NotificationParams,
} from '#contract/notifications';
import { err, type Result } from '#contract/result';
import { describeExit, type EngineExit } from './engineExit';
import type { Log } from './log';
import { defaultRestartPolicy, judgeDeath, noDeaths, type Deaths, type RestartPolicy } from './restartPolicy';
import { describeIssues } from './issues';

/** One life of the engine. `onExit` is told exactly once, after the last message. */
export type EngineProcess = {
  readonly send: (request: EngineRequest) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onExit: (listener: (exit: EngineExit) => void) => void;
  /** `asked` lets the process end by itself, `forced` does not ask. */
  readonly kill: (how: 'asked' | 'forced') => void;
};

/** What may be asked of the engine. Never rejects; the value is not checked yet. */
export type Engine = { readonly call: (method: string, params: unknown) => Promise<Result<unknown>> };

export type EngineHostOptions = {
  readonly spawn: () => EngineProcess;
  readonly onEvent: (name: NotificationName, params: NotificationParams<NotificationName>) => void;
  readonly onState: (state: EngineState) => void;
  readonly log: Log;
  readonly policy?: RestartPolicy;
};

type Call = { readonly request: EngineRequest; readonly settle: (result: Result<unknown>) => void };
type Life = { readonly process: EngineProcess; readonly startedAtMs: number; ready: boolean };

const forcedKillMs = 2_000;

/**
 * Keeps the engine alive. Each call gets exactly one reply: the engine's, or `ENGINE_GONE` when it died before replying
 * or is not there. Calls made while it starts wait until it is ready. After too many deaths it stays down.
 */
export class EngineHost implements Engine {
  readonly #options: EngineHostOptions;
  readonly #calls = new Map<number, Call>();
  #life: Life | null = null;
  #deaths: Deaths = noDeaths;
  #restartTimer: NodeJS.Timeout | null = null;
  #lastId = 0;
  #closing = false;
  #state: EngineState | null = null;
  readonly #exitListeners = new Set<() => void>();

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /** The last state told to `onState`; `null` before the engine was ready for the first time. */
  get state(): EngineState | null {
    return this.#state;
  }

  start(): void {
    this.#restartTimer = null;
    let process: EngineProcess;
    try {
      process = this.#options.spawn();
    } catch (error) {
      this.#died({ kind: 'neverStarted', why: String(error) }, 0);
      return;
    }
    const life: Life = { process, startedAtMs: performance.now(), ready: false };
    this.#life = life;
    process.onMessage((message) => this.#received(life, message));
    process.onExit((exit) => {
      this.#life = null;
      this.#died(exit, performance.now() - life.startedAtMs);
    });
  }

  call(method: string, params: unknown): Promise<Result<unknown>> {
    const life = this.#life;
    if (life === null || this.#closing) return Promise.resolve(err(this.#goneError()));
    return this.#ask(life, method, params);
  }

  /**
   * Lets the engine finish or back out of the swap in hand, for `limitMs` at most, and then ends it. Resolves when the
   * process is gone, or was killed by force and is still there 2 s later. No call is taken from here on.
   */
  async shutdown(limitMs = 10_000): Promise<void> {
    this.#closing = true;
    if (this.#restartTimer !== null) clearTimeout(this.#restartTimer);
    const life = this.#life;
    if (life === null) return;
    const exited = new Promise<void>((resolve) => this.#exitListeners.add(resolve));
    const outcome = await within(limitMs, Promise.race([this.#ask(life, 'engine/shutdown', {}), exited]));
    if (outcome === 'late') this.#options.log.warn(`engine: no answer to engine/shutdown in ${limitMs} ms; ending it`);
    life.process.kill('asked');
    if ((await within(forcedKillMs, exited)) === 'done') return;
    this.#options.log.warn('engine: it did not end when asked to; ending it by force');
    life.process.kill('forced');
    await within(forcedKillMs, exited);
  }

  #ask(life: Life, method: string, params: unknown): Promise<Result<unknown>> {
    this.#lastId += 1;
    const request: EngineRequest = { id: this.#lastId, method, params };
    return new Promise((settle) => {
      this.#calls.set(request.id, { request, settle });
      // The way out must not wait for a start that may take long; everything else does.
      if (life.ready || this.#closing) life.process.send(request);
    });
  }

  #received(life: Life, raw: unknown): void {
    const message = engineMessage.safeParse(raw);
    if (!message.success) {
      this.#options.log.error(`engine: a message that is not understood: ${describeIssues(message.error.issues)}`);
      return;
    }
    if ('ready' in message.data) this.#becameReady(life);
    else if ('event' in message.data) this.#pushed(message.data.event, message.data.params);
    else this.#replied(message.data);
  }

  #becameReady(life: Life): void {
    if (life.ready) return;
    life.ready = true;
    this.#options.log.info('engine: ready');
    this.#tell({ kind: 'running' });
    for (const { request } of this.#calls.values()) life.process.send(request);
  }

  #replied({ id, result }: Extract<EngineMessage, { id: number }>): void {
    const call = this.#calls.get(id);
    if (call === undefined) {
      this.#options.log.warn(`engine: a reply to call ${id}, which nobody waits for`);
      return;
    }
    this.#calls.delete(id);
    call.settle(result);
  }

  #pushed(name: string, params: unknown): void {
    if (!isNotificationName(name)) {
      this.#options.log.error(`engine: an event of unknown name ${JSON.stringify(name)}`);
      return;
    }
    const checked = notifications[name].safeParse(params);
    if (checked.success) this.#options.onEvent(name, checked.data);
    else this.#options.log.error(`engine: event ${name}: ${describeIssues(checked.error.issues)}`);
  }

  #died(exit: EngineExit, livedMs: number): void {
    const reason = describeExit(exit);
    const after = `after ${Math.round(livedMs)} ms`;
    this.#options.log.info(this.#closing ? `engine: closed ${after}` : `engine: gone ${after}: ${reason}`);
    if (!this.#closing) this.#planRestart(reason, livedMs);
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { settle } of calls) settle(err(this.#goneError()));
    for (const listener of this.#exitListeners) listener();
    this.#exitListeners.clear();
  }

  #planRestart(reason: string, livedMs: number): void {
    const policy = this.#options.policy ?? defaultRestartPolicy;
    const verdict = judgeDeath(policy, this.#deaths, { nowMs: performance.now(), livedMs });
    this.#deaths = verdict.deaths;
    if (verdict.kind === 'giveUp') {
      this.#options.log.error(`engine: ${verdict.deaths.atMs.length} deaths in a short time; not started again`);
      this.#tell({ kind: 'failed', reason });
      return;
    }
    this.#restartTimer = setTimeout(() => this.start(), verdict.inMs);
    this.#tell({ kind: 'restarting', reason, attempt: verdict.attempt, inMs: verdict.inMs });
  }

  #tell(state: EngineState): void {
    this.#state = state;
    this.#options.onState(state);
  }

  #goneError(): AppError {
    const code = 'ENGINE_GONE';
    if (this.#closing) return { code, message: 'Coldpress is closing.', hint: 'Open it again.' };
    const reason =
      this.#state !== null && this.#state.kind !== 'running' ? this.#state.reason : 'The engine is not running.';
    return this.#state?.kind === 'failed'
      ? { code, message: reason, hint: 'It ended too often to be started again. Close Coldpress and open it anew.' }
      : { code, message: reason, hint: 'It is being started again. What it was doing was finished or undone.' };
  }
}

async function within(limitMs: number, work: Promise<unknown>): Promise<'done' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  const outcome = await Promise.race([work.then(() => 'done' as const), late]);
  clearTimeout(timer);
  return outcome;
}
