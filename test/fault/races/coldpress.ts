import fs from 'node:fs';
import path from 'node:path';
import type { Outcome } from '#contract/job';
import { takeRunLock } from '#core/locks/storeLocks';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import { createPress } from '#core/rollout/press';
import type { Press, SwapTask } from '#core/rollout/press';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { recompressRollout } from '#core/rollout/recompressRollout';
import { settleHold } from '#core/rollout/settleHold';
import { ID, NAME, OPTIONS } from '../../support/rolloutFixture';
import type { Program } from './program';
import type { World } from './world';

export const COMMANDS = ['compress', 'restore', 'recompress'] as const;
export type Command = (typeof COMMANDS)[number];

const WORK = { compress: compressRollout, restore: materializeRollout, recompress: recompressRollout };

/** One press for each depth of programs: one that acts in the middle of another has contexts of its own. */
const presses: Press[] = [];

function pressOf(depth: number): Press {
  return (presses[depth] ??= createPress(nodeFileSystem));
}

/** What the catalog would say: the thread's plain path in the root where it stands. */
function taskOf(world: World): SwapTask {
  const stands = (directory: string): boolean =>
    [NAME, `${NAME}.zst`].some((name) => fs.existsSync(path.join(directory, name)));
  const directory = world.directories.find(stands) ?? world.directories[0];
  const plainPath = path.relative(world.home, path.join(directory, NAME));
  return { home: world.home, id: ID, plainPath, ...OPTIONS, minGain: 0, tool: 'test' };
}

const control = { shouldStop: () => false, progress: () => undefined };

function swapped(world: World, program: Program, outcome: Outcome): void {
  const { kind, reason = '' } = outcome;
  if (!program.isDead()) world.trace.push(`${program.name}: ${kind} ${reason}`);
}

/** A whole command in one process: it may be killed in any of its effects. */
export function runCommand(
  world: World,
  program: Program,
  { command, depth }: { command: Command; depth: number },
): void {
  const { effects } = program;
  const tools = { effects, press: pressOf(depth), control };
  try {
    const run = takeRunLock(effects, world.home);
    if (run === null && command !== 'restore') return void world.trace.push(`${program.name}: busy`);
    const done = WORK[command](taskOf(world), tools);
    const { outcome } = done.kind === 'held' ? settleHold(effects, done) : done.result;
    swapped(world, program, outcome);
    run?.release();
  } catch (error) {
    if (!program.isDead()) throw error;
  } finally {
    program.kill();
  }
}
