import type { StoreApi } from 'zustand';
import { onEvents } from '../api';
import type { ActivitySlice } from './activitySlice';
import type { HealthSlice } from './healthSlice';
import type { JobsSlice } from './jobsSlice';
import type { ReceiptsSlice } from './receiptsSlice';
import type { StoreSlice } from './storeSlice';
import type { ThreadsSlice } from './threadsSlice';
import type { UiSlice } from './uiSlice';
import type { UsageSlice } from './usageSlice';

type Slices = StoreSlice &
  UsageSlice &
  UiSlice &
  ThreadsSlice &
  JobsSlice &
  ActivitySlice &
  HealthSlice &
  ReceiptsSlice;

/** The one place where pushed events meet the slices, and where one slice's news becomes another one's question. */
export function bindEvents(store: StoreApi<Slices>): void {
  const state = () => store.getState();

  onEvents({
    'store/changed': ({ revision, scan }) => {
      const isNew = revisionOf(state()) !== revision || hasEnded(state(), scan.kind);
      state().scanMoved(revision, scan);
      state().threadsRevised(revision);
      if (!isNew) return;
      state().jobsRevised();
      state().refreshUsage();
    },
    'store/switched': () => {
      void state().loadStore();
      state().resetUsage();
      state().threadsReset();
      state().resetActivity();
      state().resetHealth();
    },
    'job/progressed': (progress) => state().jobProgressed(progress),
    'job/finished': ({ jobId }) => {
      void state().jobFinished(jobId);
      state().refreshUsage();
    },
    'activity/changed': () => {
      state().activityRevised();
      state().receiptsRevised();
      // What is proven is counted from the record.
      state().refreshHealth();
    },
    'health/changed': () => state().refreshHealth(),
    'engine/changed': (engine) => {
      const wasDown = state().store.engine.kind !== 'running';
      state().engineMoved(engine);
      state().jobsEngineChanged(engine);
      if (wasDown && engine.kind === 'running') askAll(state());
    },
    'window/changed': (moved) => state().windowMoved(moved),
  });

  void state().loadInfo();
  askAll(state());
}

function askAll(state: Slices): void {
  void state.loadStore();
  void state.loadCurrentJob();
  state.refreshUsage();
  state.refreshHealth();
  state.activityRevised();
}

function revisionOf({ store: { view } }: Slices): number | null {
  return view?.kind === 'open' ? view.revision : null;
}

/** The free disk and Codex's other files may have changed although no thread has. */
function hasEnded({ store: { view } }: Slices, kind: string): boolean {
  return view?.kind === 'open' && view.scan.kind !== 'done' && kind === 'done';
}
