import os from 'node:os';
import { AppFailure, failure } from '#contract/errors';
import type { StoreView } from '#contract/store';
import { dataPlace } from '#core/ops/dataPlace';
import { inspectHome, lookForStore } from '#core/ops/findStore';
import { findOrMakeDemoStore } from '#core/ops/demoStore';
import { readSettings, writeSettings } from '#core/settings/settings';
import type { Settings } from '#core/settings/settings';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import { StoreSession } from './storeSession';
import type { OpenStore, SessionOptions } from './storeSession';

const { fs } = systemEffects;

/** A budget for the scheduled verification here goes before the one in the settings. */
type StoresOptions = Omit<SessionOptions, 'home' | 'source' | 'scrubBudgetBytes'> &
  Partial<Pick<SessionOptions, 'scrubBudgetBytes'>>;

/** Which store is open, and the way to another one. One session at a time; the old one ends before the new begins. */
export class Stores {
  readonly #options: StoresOptions;
  #session: StoreSession | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  #looked: Extract<StoreView, { kind: 'none' }>['looked'] = [];

  constructor(options: StoresOptions) {
    this.#options = options;
  }

  /** The open store; throws where there is none, because every request but a few needs one. */
  get session(): StoreSession {
    if (this.#session !== null) return this.#session;
    throw noStore();
  }

  get sessionOrNull(): StoreSession | null {
    return this.#session;
  }

  /** Remembers why the store named at the start was not opened, for the page that says where it looked. */
  couldNotOpen(place: string, error: unknown): void {
    this.#looked = [{ place, finding: describeError(error), found: false }];
  }

  view(): StoreView {
    return this.#session?.view() ?? { kind: 'none', looked: this.#looked };
  }

  settings(): Settings {
    return readSettings(fs, this.#options.dataDirectory);
  }

  changeSettings(change: Partial<Settings>): void {
    writeSettings(systemEffects, this.#options.dataDirectory, { ...this.settings(), ...change });
  }

  /** Opens the store that was chosen last, else the one that Codex itself would use. */
  openUsual(): Promise<StoreView> {
    return this.#inTurn(() => this.#openUsual());
  }

  /** A store that went away while it was open is looked for in its own place, whichever way it was opened. */
  lookAgain(): Promise<StoreView> {
    return this.#inTurn(async () => {
      if (this.#session === null) return this.#openUsual();
      this.#session.scan();
      return this.view();
    });
  }

  open(folder: string, source: OpenStore['source']): Promise<StoreView> {
    return this.#inTurn(() => this.#open(folder, source));
  }

  /** By hand: what is chosen here is opened again the next time. */
  choose(folder: string): Promise<StoreView> {
    return this.#inTurn(async () => {
      const view = await this.#open(folder, 'chosen');
      this.changeSettings({ home: this.session.home });
      return view;
    });
  }

  /** A store of generated threads in the temporary directory; it never touches anybody's own. */
  openDemo(): Promise<StoreView> {
    return this.#inTurn(async () => {
      return this.#open(await findOrMakeDemoStore(fs, os.tmpdir(), os.userInfo().username), 'demo');
    });
  }

  /** For good: nothing is opened after it. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#inTurn(() => this.#leave());
  }

  /** One after the other: two that open at once would each make a session, and one of them would never be closed. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined); // whoever asked is told
    return done;
  }

  async #openUsual(): Promise<StoreView> {
    const { home } = this.settings();
    if (home !== null && inspectHome(fs, home).ok) return this.#open(home, 'chosen');
    const { store, looked } = lookForStore(fs, { codexHome: process.env['CODEX_HOME'], userHome: os.homedir() });
    const places =
      home === null ? looked : [{ place: home, finding: 'chosen before, not there now', found: false }, ...looked];
    this.#looked = [...places];
    if (store !== null) return this.#open(store.home, store.source);
    await this.#leave();
    return this.view();
  }

  async #open(folder: string, source: OpenStore['source']): Promise<StoreView> {
    const found = inspectHome(fs, folder);
    if (!found.ok) throw new AppFailure(found.error);
    const { home } = found.value;
    const dataDirectory = dataPlace(fs, this.#options.dataDirectory, home);
    if (this.#session?.home !== home) {
      await this.#leave();
      if (this.#closed) throw noStore();
      const scrubBudgetBytes = (): number => this.settings().scrubBytesPerDay;
      this.#session = new StoreSession({ scrubBudgetBytes, ...this.#options, dataDirectory, home, source });
    }
    this.session.scan();
    this.#options.notify('store/switched', {});
    return this.view();
  }

  async #leave(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }
}

function noStore(): AppFailure {
  return failure('NO_STORE', 'No Codex store is open.', 'Choose the folder where Codex keeps its threads.');
}
