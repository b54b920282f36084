import path from 'node:path';
import type { DemoThreadFacts } from '#core/demo/manifest';
import type { DemoOptions } from '#core/demo/options';
import { planDemoStore } from '#core/demo/plan';
import { writeDemoStore } from '#core/demo/writeDemoStore';
import { createDemoSink } from '#core/fs/demoSink';
import { addLeftovers } from './leftovers';
import type { Leftover } from './leftovers';
import { addOddities } from './oddities';
import type { OddThread, OddityLabel } from './oddities';
import { removeFolder, temporaryFolder } from './temporaryFolder';
import type { Cleanup } from './temporaryFolder';

/** A store in a folder of its own. */
export type TestStore = {
  /** The Codex home. */
  readonly home: string;
  /** An empty folder beside it, for what Coldpress keeps of its own. */
  readonly dataFolder: string;
  readonly threads: readonly DemoThreadFacts[];
  readonly oddities: readonly OddThread[];
  readonly leftovers: readonly Leftover[];
  /** The file of a thread. */
  readonly fileOf: (thread: { readonly path: string }) => string;
  readonly remove: () => void;
};

export type TestStoreOptions = Partial<DemoOptions> & {
  /** The test that needs the store: it goes when the test ends. Without one, call `remove`. */
  readonly context?: Cleanup;
  /** Broken, strange and ambiguous threads, one each. */
  readonly oddities?: readonly OddityLabel[];
  /** Files that no program may take for a thread. */
  readonly leftovers?: boolean;
};

/** What counts as now in a test store, unless the test says otherwise. */
export const STORE_NOW_MS = Date.parse('2026-11-01T12:00:00Z');

/** Twelve threads in about 1.2 MB: made in a tenth of a second. */
const SMALL_STORE = { threads: 12, bytes: 1.2e6, seed: 'test', otherFiles: false, compressedShare: 0 };

export async function makeStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const { context, oddities = [], leftovers = false, ...demo } = options;
  const folder = temporaryFolder(context ?? null);
  const home = path.join(folder, 'home');
  const plan = planDemoStore({ nowMs: STORE_NOW_MS, ...SMALL_STORE, ...demo });
  const { threads } = await writeDemoStore(plan, createDemoSink(home));
  return {
    home,
    dataFolder: path.join(folder, 'data'),
    threads,
    oddities: addOddities(home, oddities, plan.options.nowMs),
    leftovers: leftovers ? addLeftovers(home, plan.options.nowMs) : [],
    fileOf: (thread) => path.join(home, thread.path),
    remove: () => removeFolder(folder),
  };
}
