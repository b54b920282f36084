import type { AppError } from '#contract/errors';
import type { JobProgress } from '#contract/job';
import type { EngineState } from '#contract/notifications';
import type { StateCreator } from 'zustand';
import { call } from '../api';
import { type JobRequest, type JobsState, announcedJob, initialJobs } from './jobsState';
import { atMostOnce } from './latest';

/** Jobs from the first look at what would happen to the summary. State lives under `jobs`; the actions are flat. */
export type JobsSlice = {
  readonly jobs: JobsState;
  readonly openPreview: (request: JobRequest) => void;
  readonly closePreview: () => void;
  /** Starts what the open preview shows; the first compression accepts the promise. */
  readonly startPreviewed: () => Promise<void>;
  readonly startJob: (request: JobRequest) => Promise<void>;
  readonly cancelJob: () => Promise<void>;
  readonly closeSummary: () => void;
  /** Asks for a job that was begun before this window was opened. */
  readonly loadCurrentJob: () => Promise<void>;
  readonly jobProgressed: (progress: JobProgress) => void;
  readonly jobFinished: (jobId: string) => Promise<void>;
  /** The catalog changed: what a preview says may have too. */
  readonly jobsRevised: () => void;
  readonly jobsEngineChanged: (state: EngineState) => void;
};

type Tools = { readonly get: () => JobsState; readonly patch: (change: Partial<JobsState>) => void };

const previewRestMs = 500;

/** The request that starts each kind of job. */
const starts = {
  compress: 'rollout/compress',
  restore: 'rollout/restore',
  recompress: 'rollout/recompress',
  verify: 'thread/verify',
} as const;

export const createJobsSlice: StateCreator<JobsSlice, [], [], JobsSlice> = (set, get) => {
  const tools: Tools = {
    get: () => get().jobs,
    patch: (change) => set(({ jobs }) => ({ jobs: { ...jobs, ...change } })),
  };
  const startJob = starter(tools);
  return {
    jobs: initialJobs,
    startJob,
    ...previewActions(tools, startJob),
    ...runActions(tools),
    ...eventActions(tools),
  };
};

function previewActions({ get, patch }: Tools, startJob: (request: JobRequest) => Promise<void>) {
  const load = async () => {
    const request = get().preview?.request;
    if (request === undefined) return;
    const reply = await call('job/preview', request);
    const open = get().preview;
    if (open?.request !== request) return;
    patch({
      preview: reply.ok ? { request, preview: reply.value, error: null } : { ...open, error: reply.error },
    });
  };
  const reload = atMostOnce(load, previewRestMs);
  return {
    openPreview: (request: JobRequest) => {
      patch({ preview: { request, preview: null, error: null }, startError: null });
      void load();
    },
    closePreview: () => patch({ preview: null, startError: null }),
    startPreviewed: async () => {
      const open = get().preview;
      if (open === null || open.preview === null || get().isStarting) return;
      if (open.preview.firstTime && open.request.kind === 'compress') await call('promise/accept', {});
      await startJob(open.request);
    },
    jobsRevised: () => {
      if (get().preview !== null) reload();
    },
  };
}

function starter({ get, patch }: Tools) {
  return async (request: JobRequest): Promise<void> => {
    const jobId = crypto.randomUUID();
    const before = get().progress;
    // Announced before the reply, because the events of a short job can arrive before it.
    patch({ isStarting: true, startError: null, progress: announcedJob(request, jobId, Date.now()) });
    const reply = await call(starts[request.kind], { jobId, selection: request.selection });
    const isOurs = get().progress?.jobId === jobId;
    if (!reply.ok) {
      patch({ isStarting: false, startError: reply.error, ...(isOurs ? { progress: before } : {}) });
      return;
    }
    const { summary } = get();
    patch({ isStarting: false, preview: null, summary: summary?.jobId === jobId ? summary : null });
  };
}

function runActions({ get, patch }: Tools) {
  return {
    cancelJob: async () => {
      const { progress } = get();
      if (progress === null) return;
      patch({ progress: { ...progress, phase: 'cancelling' } });
      const reply = await call('job/cancel', { jobId: progress.jobId });
      if (!reply.ok && reply.error.code !== 'NO_SUCH_JOB') patch({ startError: reply.error });
    },
    closeSummary: () => patch({ summary: null, interrupted: null, startError: null }),
    loadCurrentJob: async () => {
      const reply = await call('job/current', {});
      if (reply.ok && reply.value?.jobId !== get().lastFinishedId) patch({ progress: reply.value });
    },
  };
}

function eventActions({ get, patch }: Tools) {
  return {
    jobProgressed: (progress: JobProgress) => {
      if (progress.jobId !== get().lastFinishedId) patch({ progress });
    },
    jobFinished: async (jobId: string) => {
      const last = get().progress;
      patch({ lastFinishedId: jobId, ...(last?.jobId === jobId ? { progress: null } : {}) });
      const reply = await call('job/summary', { jobId });
      if (reply.ok) patch({ summary: reply.value, interrupted: null });
      else if (last !== null) patch({ interrupted: { last, reason: sentence(reply.error) } });
    },
    jobsEngineChanged: (state: EngineState) => {
      const last = get().progress;
      if (state.kind === 'running' || last === null) return;
      patch({ progress: null, interrupted: { last, reason: state.reason }, lastFinishedId: last.jobId });
    },
  };
}

function sentence(error: AppError): string {
  return `${error.message} ${error.hint}`;
}
