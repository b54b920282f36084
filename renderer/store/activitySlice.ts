import type { ActivityFilter } from '#contract/activity';
import type { StateCreator } from 'zustand';
import { call } from '../api';
import { type ActivityState, everyActivity, initialActivity, isJobRow, withNewest, withOlder } from './activityState';
import type { JobRequest } from './jobsState';
import { atMostOnce } from './latest';

/** The record of what was done. State lives under `activity`; the actions are flat. */
export type ActivitySlice = {
  readonly activity: ActivityState;
  /** The page is on show: asks for the newest entries. */
  readonly wantActivity: () => void;
  readonly wantOlderActivity: () => void;
  /** The record has new entries. */
  readonly activityRevised: () => void;
  /** Another store is open: nothing of the old one stays. */
  readonly resetActivity: () => void;
  readonly filterActivity: (change: Partial<ActivityFilter>) => void;
  readonly retryActivity: () => void;
  readonly moveToActivity: (seq: number) => void;
  /** Shows or hides an entry's proof, or a job's threads. */
  readonly foldActivity: (seq: number, unfold: boolean) => void;
  readonly wantJobThreads: (jobId: string) => void;
  /** Brings a job's entry on show and unfolds it. */
  readonly showJobActivity: (jobId: string) => void;
  /** The job that would take an entry back; `null` where there is none, which a notice says. */
  readonly undoOfActivity: (seq: number) => Promise<JobRequest | null>;
  readonly copyActivity: (seq: number) => Promise<void>;
  readonly exportActivity: () => Promise<void>;
};

type Patch = (change: Partial<ActivityState>) => void;
type Tools = { readonly get: () => ActivityState; readonly patch: Patch };

const pageSize = 200;
const restMs = 250;
const noticeMs = 6000;

export const createActivitySlice: StateCreator<ActivitySlice, [], [], ActivitySlice> = (set, get) => {
  const patch: Patch = (change) => set(({ activity }) => ({ activity: { ...activity, ...change } }));
  const tools: Tools = { get: () => get().activity, patch };
  return { activity: initialActivity, ...listActions(tools), ...entryActions(tools), ...noticeActions(tools) };
};

function listActions({ get, patch }: Tools) {
  const foldJob = foldActions({ get, patch });
  const loadNewest = async () => {
    const { filter } = get();
    const reply = await call('activity/list', { filter, offset: 0, limit: pageSize });
    if (filter !== get().filter) return;
    if (!reply.ok) {
      patch({ error: reply.error });
      return;
    }
    const { totals, ledger } = reply.value;
    patch({ list: withNewest(isNewQuestion ? null : get().list, reply.value), totals, ledger, error: null });
    isNewQuestion = false;
    const { wantedJobId, list } = get();
    const wanted = list?.rows.find(({ jobId }) => jobId === wantedJobId);
    if (wanted === undefined || wantedJobId === null) return;
    patch({ wantedJobId: null, current: wanted.seq, reveal: { seq: wanted.seq } });
    foldJob.foldActivity(wanted.seq, true);
  };
  let isNewQuestion = true;
  let isLoadingOlder = false;
  const refresh = atMostOnce(loadNewest, restMs);
  const ask = (filter: ActivityFilter) => {
    isNewQuestion = true;
    patch({ filter, current: null, reveal: null, error: null, unfolded: new Set() });
    refresh();
  };
  return {
    ...foldJob,
    wantActivity: refresh,
    activityRevised: () => {
      if (get().list !== null) refresh();
    },
    wantOlderActivity: () => {
      const { list, filter, error } = get();
      if (isLoadingOlder || isNewQuestion || error !== null || list === null || list.rows.length >= list.total) return;
      isLoadingOlder = true;
      void call('activity/list', { filter, offset: list.rows.length, limit: pageSize }).then((reply) => {
        isLoadingOlder = false;
        if (filter !== get().filter) return;
        patch(reply.ok ? { list: withOlder(get().list, reply.value) } : { error: reply.error });
      });
    },
    resetActivity: () => {
      const wasShown = get().list !== null;
      isNewQuestion = true;
      patch(initialActivity);
      if (wasShown) refresh();
    },
    filterActivity: (change: Partial<ActivityFilter>) => ask({ ...get().filter, ...change }),
    retryActivity: () => {
      patch({ error: null });
      refresh();
    },
    showJobActivity: (jobId: string) => {
      patch({ wantedJobId: jobId });
      ask(everyActivity);
    },
  };
}

function foldActions({ get, patch }: Tools) {
  const wantJobThreads = (jobId: string) => {
    const held = get().jobs.get(jobId) ?? null;
    const filter = { ...everyActivity, jobId };
    void call('activity/list', { filter, offset: held?.rows.length ?? 0, limit: pageSize }).then((reply) => {
      if (!reply.ok) patch({ error: reply.error });
      else patch({ jobs: new Map(get().jobs).set(jobId, withOlder(get().jobs.get(jobId) ?? null, reply.value)) });
    });
  };
  const wantProof = (seq: number) => {
    const held = get().proofs.get(seq);
    if (held !== undefined && held.error === null) return;
    void call('activity/get', { seq }).then((reply) => {
      const proof = reply.ok ? { details: reply.value, error: null } : { details: null, error: reply.error };
      patch({ proofs: new Map(get().proofs).set(seq, proof) });
    });
  };
  return {
    wantJobThreads,
    foldActivity: (seq: number, unfold: boolean) => {
      const unfolded = new Set(get().unfolded);
      if (unfold) unfolded.add(seq);
      else unfolded.delete(seq);
      patch({ unfolded });
      if (!unfold) return;
      const row = get().list?.rows.find((each) => each.seq === seq);
      if (row === undefined || !isJobRow(row) || row.jobId === null) wantProof(seq);
      else if (!get().jobs.has(row.jobId)) wantJobThreads(row.jobId);
    },
  };
}

function entryActions({ patch }: Tools) {
  return { moveToActivity: (seq: number) => patch({ current: seq, reveal: { seq } }) };
}

function noticeActions({ get, patch }: Tools) {
  const notify = (notice: string) => {
    patch({ notice });
    setTimeout(() => {
      if (get().notice === notice) patch({ notice: null });
    }, noticeMs);
  };
  return {
    undoOfActivity: async (seq: number): Promise<JobRequest | null> => {
      const reply = await call('activity/undo', { seq });
      if (!reply.ok) {
        notify(`${reply.error.message} ${reply.error.hint}`);
        return null;
      }
      const { kind, ids } = reply.value;
      if (ids.length > 0) return { kind, selection: { kind: 'ids', ids } };
      notify('There is nothing to take back: no thread stands as this left it.');
      return null;
    },
    copyActivity: async (seq: number) => {
      const reply = await call('activity/copy', { seq });
      notify(reply.ok ? 'Copied as JSON.' : `${reply.error.message} ${reply.error.hint}`);
    },
    exportActivity: async () => {
      const reply = await call('activity/export', { filter: get().filter });
      if (!reply.ok) notify(`${reply.error.message} ${reply.error.hint}`);
      else if (reply.value !== null) notify(`Written: ${reply.value.entries} entries.`);
    },
  };
}
