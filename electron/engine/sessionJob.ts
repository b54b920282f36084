import type { ThreadId } from '#contract/thread';
import { DEFAULT_MIN_AGE_MS } from '#core/model/coldPolicy';
import { isWorthALook } from '#core/ops/jobTally';
import { Job } from '#core/ops/runJob';
import type { JobRequest } from '#core/ops/runJob';
import { DEFAULT_MIN_GAIN } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import type { Pools } from '../pool/pools';
import { threadRecovery } from '../pool/threadRecovery';
import type { Notify } from './channel';

type Asked = Pick<JobRequest, 'jobId' | 'kind' | 'home' | 'refusal' | 'plan' | 'ledger'>;
type JobTools = { readonly pools: Pools; readonly tool: string; readonly notify: Notify };

/** Of everything that is done for the window. */
export function jobOptions(tool: string): JobRequest['options'] {
  return {
    ...{ minAgeMs: DEFAULT_MIN_AGE_MS, minGain: DEFAULT_MIN_GAIN, level: null },
    ...{ touch: false, needsLease: false, tool },
  };
}

/** A job that the window asked for, begun. `onChanged`: the catalog may say something else of this thread now. */
export function beginJob(asked: Asked, { pools, tool, notify }: JobTools, onChanged: (id: ThreadId) => void): Job {
  return new Job(
    { ...asked, options: jobOptions(tool), whenBusy: 'wait' },
    {
      effects: systemEffects,
      concurrency: pools.concurrency,
      runTask: pools.runRollout,
      settleHold: pools.settleHold,
      recoverThread: threadRecovery(pools, asked),
      onProgress: (progress) => notify('job/progressed', progress),
      onResult: ({ id }, { outcome }) => {
        if (isWorthALook(outcome)) onChanged(id);
      },
    },
  );
}
