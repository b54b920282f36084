import { MessageChannel } from 'node:worker_threads';
import { createPress } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { healthCaller, runHealth } from '../../../../electron/pool/healthTask';
import { runHold } from '../../../../electron/pool/holdTask';
import type { Pools } from '../../../../electron/pool/pools';
import { runRollout } from '../../../../electron/pool/rolloutTask';
import { runScan } from '../../../../electron/pool/scanTask';

export type InlinePools = Pools & {
  /** Holds back what is asked for from now on until `go`; cancelling still reaches it. */
  readonly hold: () => { readonly go: () => void };
};

/** The real work of the pools, done a moment later in this very thread: unit tests run without a build. */
export function inlinePools(): InlinePools {
  const press = createPress(systemEffects.fs);
  let gate: Promise<void> = Promise.resolve();
  return {
    concurrency: 1,
    runRollout: async (task) => {
      await gate;
      return runRollout(task, press);
    },
    settleHold: runHold,
    runScan: async (task, onProgress) => {
      await gate;
      const { port1, port2 } = new MessageChannel();
      port1.on('message', onProgress);
      try {
        return runScan({ ...task, kind: 'scan', port: port2 });
      } finally {
        port1.close();
      }
    },
    runHealth: healthCaller(async (task) => {
      await gate;
      return runHealth(task, press);
    }),
    close: () => Promise.resolve(),
    hold: () => {
      let go = (): void => undefined;
      gate = new Promise((resolve) => (go = resolve));
      return { go: () => go() };
    },
  };
}
