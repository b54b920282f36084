import type { DemoThreadFacts } from '#core/demo/manifest';
import { planDemoStore } from '#core/demo/plan';
import { writeDemoStore } from '#core/demo/writeDemoStore';
import { createDemoSink } from '#core/fs/demoSink';

/**
 * Makes a store with one cold thread of about the given size, with realistic content: screenshots repeated at every
 * compaction. Streams at about 100 MB/s in bounded memory.
 */
export async function makeLargeRollout(home: string, bytes: number, nowMs: number): Promise<DemoThreadFacts> {
  const size = { threads: 1, bytes, largestBytes: bytes, profile: 'images' } as const;
  const shares = { coldShare: 1, archivedShare: 0, compressedShare: 0 };
  const plan = planDemoStore({ ...size, ...shares, seed: 'large', nowMs, otherFiles: false });
  const { threads } = await writeDemoStore(plan, createDemoSink(home));
  const [thread] = threads;
  if (thread === undefined) throw new Error('a store of one thread has none');
  return thread;
}
