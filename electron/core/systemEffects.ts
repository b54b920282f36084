import { nodeFileSystem } from './fs/nodeFileSystem';
import { systemOpeners } from './fs/openers';
import { systemLocks } from './locks/flock';
import type { Effects } from './ports';
import { systemClock } from './systemClock';

/** The real world, as every program of Coldpress uses it. */
export const systemEffects: Effects = {
  fs: nodeFileSystem,
  locks: systemLocks,
  openers: systemOpeners,
  clock: systemClock,
};
