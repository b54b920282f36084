import type { JobKind, JobSelection } from '#contract/job';
import type { Handlers } from './router';
import type { Stores } from './stores';

type JobHandlers = Pick<
  Handlers,
  | 'job/preview'
  | 'rollout/compress'
  | 'rollout/restore'
  | 'rollout/recompress'
  | 'thread/verify'
  | 'job/cancel'
  | 'job/current'
  | 'job/summary'
>;

type Start = { readonly jobId: string; readonly selection: JobSelection };

/** Jobs over threads: previewed, started, cancelled, and looked back at. */
export function jobHandlers(stores: Stores): JobHandlers {
  const start = (kind: JobKind) => async (job: Start) => {
    await stores.session.startJob(job.jobId, kind, job.selection);
    return null;
  };
  return {
    'job/preview': ({ kind, selection }) => {
      const firstTime = stores.settings().promiseAcceptedAtMs === null;
      return stores.session.preview(kind, selection, firstTime);
    },
    'rollout/compress': start('compress'),
    'rollout/restore': start('restore'),
    'rollout/recompress': start('recompress'),
    'thread/verify': start('verify'),
    'job/cancel': ({ jobId }) => {
      stores.session.cancelJob(jobId);
      return null;
    },
    'job/current': () => stores.sessionOrNull?.currentJob() ?? null,
    'job/summary': ({ jobId }) => stores.session.summary(jobId),
  };
}
