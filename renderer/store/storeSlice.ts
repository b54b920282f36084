import type { AppError } from '#contract/errors';
import type { EngineState } from '#contract/notifications';
import type { Result } from '#contract/result';
import type { ScanState, StoreView } from '#contract/store';
import type { StateCreator } from 'zustand';
import { call } from '../api';

/** What the person asked of the store and the engine has not answered yet. */
type StoreBusy = 'choose' | 'demo' | 'look' | null;

type StoreState = {
  /** `null` until the engine has said which store is open. */
  readonly view: StoreView | null;
  /** Why the last question about the store failed; what was known before stays in `view`. */
  readonly error: AppError | null;
  readonly busy: StoreBusy;
  readonly engine: EngineState;
};

/** Which store is open and how its scan stands. Opening another one is told by `store/switched`, as for every window. */
export type StoreSlice = {
  readonly store: StoreState;
  readonly loadStore: () => Promise<void>;
  readonly lookAgain: () => Promise<void>;
  readonly chooseStore: () => Promise<void>;
  readonly openDemoStore: () => Promise<void>;
  readonly scanAgain: () => Promise<void>;
  readonly scanMoved: (revision: number, scan: ScanState) => void;
  readonly engineMoved: (engine: EngineState) => void;
  readonly dismissStoreError: () => void;
};

const initialStore: StoreState = { view: null, error: null, busy: null, engine: { kind: 'running' } };

/** Whether the store that is open cannot be reached now: what is known of it stays on show, nothing can be changed. */
export function isStoreAway({ store: { view } }: StoreSlice): boolean {
  return view?.kind === 'open' && view.scan.kind === 'offline';
}

export const createStoreSlice: StateCreator<StoreSlice, [], [], StoreSlice> = (set, get) => {
  const patch = (change: Partial<StoreState>) => set(({ store }) => ({ store: { ...store, ...change } }));

  const ask = async (busy: StoreBusy, question: () => Promise<Result<StoreView | null>>): Promise<void> => {
    if (get().store.busy !== null && busy !== null) return;
    if (busy !== null) patch({ busy, error: null });
    const reply = await question();
    if (busy !== null) patch({ busy: null });
    if (!reply.ok) patch({ error: reply.error });
    else if (reply.value !== null) patch({ view: reply.value, error: null });
  };

  return {
    store: initialStore,
    loadStore: () => ask(null, () => call('store/current', {})),
    lookAgain: () => ask('look', () => call('store/lookAgain', {})),
    chooseStore: () => ask('choose', () => call('store/choose', {})),
    openDemoStore: () => ask('demo', () => call('store/openDemo', {})),
    scanAgain: async () => {
      const reply = await call('scan/start', {});
      if (!reply.ok) patch({ error: reply.error });
    },
    scanMoved: (revision, scan) => {
      const { view } = get().store;
      if (view?.kind === 'open') patch({ view: { ...view, revision, scan } });
    },
    engineMoved: (engine) => patch({ engine }),
    dismissStoreError: () => patch({ error: null }),
  };
};
