import fs from 'node:fs';
import path from 'node:path';
import { recoverStore } from '#core/ops/recoverStore';
import type { RecoveryResult } from '#core/ops/recoverStore';
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

export const COMMANDS = ['compress', 'restore', 'recompress', 'recover'] as const;
export type Command = (typeof COMMANDS)[number];
type Swap = Exclude<Command, 'recover'>;

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

function swap(world: World, program: Program, { command, press }: { command: Swap; press: Press }): void {
  const { effects } = program;
  const run = takeRunLock(effects, world.home);
  if (run === null && command !== 'restore') {
    world.say(`${program.name}: busy`);
    return;
  }
  const done = WORK[command](taskOf(world), { effects, press, control });
  const { outcome } = done.kind === 'held' ? settleHold(effects, done) : done.result;
  world.say(`${program.name}: ${outcome.kind} ${outcome.reason ?? ''}`);
  if (outcome.kind === 'failed' && !program.isDead())
    throw new Error(`failed, though nothing is broken here: ${outcome.reason}`);
  run?.release();
}

/** What a start of Coldpress recovers. */
export function recover(world: World, { effects }: Program, press = pressOf(0)): RecoveryResult {
  const ledger = { file: world.ledger, tool: 'test', trigger: 'start', jobId: null } as const;
  const request = { home: world.home, ledger, keepsPlain: [], putsBack: [], thorough: false };
  const result = recoverStore(request, { effects, press, control });
  for (const { kind, message } of result.actions) world.say(`recovered: ${kind} ${message}`);
  for (const { kind, message } of result.findings) world.say(`found: ${kind} ${message}`);
  return result;
}

type Run = { readonly command: Command; readonly depth: number };

/** A whole command in one process: it may be killed in any of its effects. */
export function runCommand(world: World, program: Program, { command, depth }: Run): void {
  try {
    if (command === 'recover') recover(world, program, pressOf(depth));
    else swap(world, program, { command, press: pressOf(depth) });
  } catch (error) {
    if (!program.isDead()) throw error;
  } finally {
    program.kill();
  }
}
