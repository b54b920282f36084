import type { StateCreator } from 'zustand';
import { call } from '../api';

/** `health` is entered from the overview, and part of it. */
export type Page = 'overview' | 'threads' | 'activity' | 'health';

/** What lies over the window, one at a time. The dialogs of a job are the jobs slice's own. */
type Overlay = 'palette' | 'help' | 'leftAlone' | null;

type UiState = {
  readonly page: Page;
  readonly overlay: Overlay;
  readonly maximized: boolean;
  readonly focused: boolean;
  /** Empty until main has said it. */
  readonly version: string;
};

export type UiSlice = {
  readonly ui: UiState;
  readonly goTo: (page: Page) => void;
  readonly showOverlay: (overlay: Overlay) => void;
  readonly windowMoved: (state: { readonly maximized: boolean; readonly focused: boolean }) => void;
  readonly loadInfo: () => Promise<void>;
};

const initialUi: UiState = { page: 'overview', overlay: null, maximized: false, focused: true, version: '' };

export const createUiSlice: StateCreator<UiSlice, [], [], UiSlice> = (set) => {
  const patch = (change: Partial<UiState>) => set(({ ui }) => ({ ui: { ...ui, ...change } }));
  return {
    ui: initialUi,
    goTo: (page) => patch({ page }),
    showOverlay: (overlay) => patch({ overlay }),
    windowMoved: (state) => patch(state),
    loadInfo: async () => {
      const reply = await call('app/info', {});
      if (reply.ok) patch({ version: reply.value.version });
    },
  };
};
