import type { AppError } from '#contract/errors';
import type { AsideFile, Conflict, Health, HealthChoice, HealthFinding } from '#contract/health';
import type { StateCreator } from 'zustand';
import { call } from '../api';
import { atMostOnce } from './latest';

/** The conflict that is on show. `conflict` arrives when both versions have been read completely. */
export type OpenConflict = {
  readonly threadId: string;
  readonly conflict: Conflict | null;
  readonly error: AppError | null;
};

/** A choice that waits for its confirmation. */
type AskedChoice = { readonly finding: HealthFinding; readonly choice: HealthChoice };

type HealthState = {
  readonly value: Health | null;
  readonly error: AppError | null;
  /** A check that was asked for here and has not been answered. */
  readonly isChecking: boolean;
  readonly conflict: OpenConflict | null;
  /** Files that were set aside; `null` until asked for. */
  readonly asides: readonly AsideFile[] | null;
  readonly asked: AskedChoice | null;
  /** The finding or file that is being worked on. */
  readonly busyId: string | null;
  /** Why the last choice or the last putting back was not done. */
  readonly choiceError: AppError | null;
};

/** What was found and done in the store, and what a person decides. State lives under `health`; the actions are flat. */
export type HealthSlice = {
  readonly health: HealthState;
  /** Asks again, at most four times a second. */
  readonly refreshHealth: () => void;
  readonly resetHealth: () => void;
  readonly checkHealth: () => Promise<void>;
  readonly loadAsides: () => Promise<void>;
  readonly openConflict: (threadId: string) => Promise<void>;
  readonly closeConflict: () => void;
  readonly askChoice: (asked: AskedChoice | null) => void;
  readonly decide: (asked: AskedChoice) => Promise<void>;
  readonly putBackAside: (asideId: string) => Promise<void>;
};

const initialHealth: HealthState = {
  value: null,
  error: null,
  isChecking: false,
  conflict: null,
  asides: null,
  asked: null,
  busyId: null,
  choiceError: null,
};
const restMs = 250;

type Patch = (change: Partial<HealthState>) => void;
type Tools = { readonly get: () => HealthState; readonly patch: Patch };

export const createHealthSlice: StateCreator<HealthSlice, [], [], HealthSlice> = (set, get) => {
  const patch: Patch = (change) => set(({ health }) => ({ health: { ...health, ...change } }));
  const tools: Tools = { get: () => get().health, patch };
  return { health: initialHealth, ...lookActions(tools), ...conflictActions(tools), ...choiceActions(tools) };
};

async function loadAsides({ patch }: Tools): Promise<void> {
  const reply = await call('aside/list', {});
  if (reply.ok) patch({ asides: reply.value });
}

function lookActions(tools: Tools) {
  const { get, patch } = tools;
  const refreshHealth = atMostOnce(async () => {
    const reply = await call('health/get', {});
    patch(reply.ok ? { value: reply.value, error: null } : { error: reply.error });
    if (get().asides !== null) await loadAsides(tools);
  }, restMs);
  return {
    refreshHealth,
    resetHealth: () => {
      patch(initialHealth);
      refreshHealth();
    },
    checkHealth: async () => {
      if (get().isChecking) return;
      patch({ isChecking: true, choiceError: null });
      const reply = await call('health/check', {});
      patch({ isChecking: false, ...(reply.ok ? { value: reply.value, error: null } : { error: reply.error }) });
    },
    loadAsides: () => loadAsides(tools),
  };
}

function conflictActions({ get, patch }: Tools) {
  return {
    openConflict: async (threadId: string) => {
      patch({ conflict: { threadId, conflict: null, error: null }, choiceError: null });
      const reply = await call('conflict/get', { id: threadId });
      if (get().conflict?.threadId !== threadId) return;
      patch({
        conflict: reply.ok
          ? { threadId, conflict: reply.value, error: null }
          : { threadId, conflict: null, error: reply.error },
      });
    },
    closeConflict: () => patch({ conflict: null, choiceError: null }),
  };
}

function choiceActions(tools: Tools) {
  const { get, patch } = tools;
  return {
    askChoice: (asked: AskedChoice | null) => patch({ asked, choiceError: null }),
    decide: async ({ finding, choice }: AskedChoice) => {
      if (get().busyId !== null) return;
      patch({ busyId: finding.findingId, choiceError: null });
      const reply = await call('health/decide', { findingId: finding.findingId, choice });
      if (!reply.ok) {
        patch({ busyId: null, choiceError: reply.error });
        return;
      }
      // The two versions that were compared are not what stands there now.
      patch({ busyId: null, asked: null, value: reply.value, error: null, conflict: null });
      await loadAsides(tools);
    },
    putBackAside: async (asideId: string) => {
      if (get().busyId !== null) return;
      patch({ busyId: asideId, choiceError: null });
      const reply = await call('aside/putBack', { asideId });
      patch({ busyId: null, ...(reply.ok ? { asides: reply.value } : { choiceError: reply.error }) });
    },
  };
}
