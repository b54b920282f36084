import { MessageChannel } from 'node:worker_threads';
import { boardControl } from '#core/ops/jobBoard';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import { createPress } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import type { Pools } from '../../../../electron/pool/pools';
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
    runRollout: async ({ kind, swap, slot, board }) => {
      await gate;
      const tools = { effects: systemEffects, press, control: boardControl(board, slot) };
      return kind === 'compress' ? compressRollout(swap, tools) : materializeRollout(swap, tools);
    },
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
    close: () => Promise.resolve(),
    hold: () => {
      let go = (): void => undefined;
      gate = new Promise((resolve) => (go = resolve));
      return { go: () => go() };
    },
  };
}
