import { create } from 'zustand';
import { type ActivitySlice, createActivitySlice } from './activitySlice';
import { bindEvents } from './bindEvents';
import { type HealthSlice, createHealthSlice } from './healthSlice';
import { type JobsSlice, createJobsSlice } from './jobsSlice';
import { type ReceiptsSlice, createReceiptsSlice } from './receiptsSlice';
import { type StoreSlice, createStoreSlice } from './storeSlice';
import { type ThreadsSlice, createThreadsSlice } from './threadsSlice';
import { type UiSlice, createUiSlice } from './uiSlice';
import { type UsageSlice, createUsageSlice } from './usageSlice';

export type AppState = StoreSlice &
  UsageSlice &
  UiSlice &
  ThreadsSlice &
  JobsSlice &
  ActivitySlice &
  HealthSlice &
  ReceiptsSlice;

/** The window's one store. Each slice knows itself only; what concerns several is in `bindEvents`. */
export const useAppStore = create<AppState>()((set, get, api) => ({
  ...createStoreSlice(set, get, api),
  ...createUsageSlice(set, get, api),
  ...createUiSlice(set, get, api),
  ...createThreadsSlice(set, get, api),
  ...createJobsSlice(set, get, api),
  ...createActivitySlice(set, get, api),
  ...createHealthSlice(set, get, api),
  ...createReceiptsSlice(set, get, api),
}));

/** Asks the first questions and listens from then on. Called once, before the window is drawn. */
export function startStore(): void {
  bindEvents(useAppStore);
}
