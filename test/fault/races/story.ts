import fc from 'fast-check';
import type { Player } from './actor';
import { createCodex } from './codex';
import { createWorker } from './codexWorker';
import { COMMANDS, runCommand } from './coldpress';
import type { Command } from './coldpress';
import { startProgram } from './program';
import type { BeforeEffect, Program } from './program';
import { createEditor, createOldCodex, createReader } from './writers';
import { findRead } from './world';
import type { World } from './world';

export type PlayerName = 'codex' | 'deletingCodex' | 'worker' | 'sweep' | 'oldCodex' | 'editor' | 'creator' | 'reader';

const MOMENTS = [
  'open',
  'writeAll',
  'fsync',
  'tryLock',
  'lease',
  'moveNoReplace',
  'exchange',
  'state',
  'fstat',
  'syncDirectory',
  'takeAgain',
  'release',
  'unlock',
  'unlink',
  'pause',
  'close',
] as const;

/**
 * One thing that happens, and when: so many effects of the running Coldpress after the last one, or before its next
 * effect of that name. Where no Coldpress runs, at once.
 */
export type Act = {
  readonly when: number | (typeof MOMENTS)[number];
  readonly act: 'kill' | 'swap' | Command | PlayerName;
  readonly choice: number;
  readonly steps: number;
};

const MAX_ACTS = 14;

export function stories(players: readonly PlayerName[]): fc.Arbitrary<readonly Act[]> {
  const others = players.map((act) => ({ weight: 3, arbitrary: fc.constant(act) }));
  const act = fc.record<Act>({
    when: fc.oneof(
      { weight: 1, arbitrary: fc.nat(4) },
      { weight: 1, arbitrary: fc.nat(120) },
      { weight: 3, arbitrary: fc.constantFrom(...MOMENTS) },
    ),
    act: fc.oneof(
      { weight: 5, arbitrary: fc.constant('swap' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...COMMANDS) },
      { weight: 1, arbitrary: fc.constant('kill' as const) },
      ...others,
    ),
    choice: fc.nat(7),
    steps: fc.oneof(fc.nat(3), fc.nat(30)),
  });
  return fc.array(act, { minLength: 2, maxLength: MAX_ACTS, size: 'max' });
}

function createPlayers(world: World): Readonly<Record<PlayerName, Player>> {
  return {
    codex: createCodex(world, false),
    deletingCodex: createCodex(world, true),
    worker: createWorker(world, true),
    sweep: createWorker(world, false),
    oldCodex: createOldCodex(world),
    editor: createEditor(world, false),
    creator: createEditor(world, true),
    reader: createReader(world),
  };
}

/** One line an act, for the one who reads a story that went wrong. */
export function tellStory(acts: readonly Act[]): string {
  return acts
    .map(({ when, act, choice, steps }) => {
      const moment = typeof when === 'number' ? `${when} effects later` : `before the next ${when}`;
      const isAlone = act === 'kill' || act === 'swap' || isCommand(act);
      return `${moment}: ${act}${isAlone ? '' : ` (choice ${choice}, ${steps + 1} steps)`}`;
    })
    .join('\n');
}

const MAX_DEPTH = 2;
/** A pause that comes so soon after a try for a lock is a wait for it. */
const EFFECTS_AFTER_TRY = 6;
const MAX_WAITS = 8;

function isCommand(act: Act['act']): act is Command {
  return COMMANDS.some((command) => command === act);
}

/** What can be done with the thread as it stands. */
function swapOf(world: World, choice: number): Command {
  const read = findRead(world);
  if (read?.endsWith('.zst') !== true) return 'compress';
  return choice % 3 === 0 ? 'recompress' : 'restore';
}

/** Plays the acts one after the other, in the middle of each other's effects, and then lets everybody finish. */
export function playStory(world: World, acts: readonly Act[]): void {
  const players = createPlayers(world);
  const running: Program[] = [];
  let next = 0;
  let effects = 0;
  let sinceTry = 0;
  let waits = 0;

  function isDue(act: Act | undefined, effect: string): act is Act {
    if (act === undefined) return false;
    return typeof act.when === 'number' ? effects >= act.when : effect === act.when;
  }

  const beforeEffect: BeforeEffect = (program, effect) => {
    effects += 1;
    sinceTry = effect === 'tryLock' ? 0 : sinceTry + 1;
    if (effect === 'pause') letTimePass();
    while (!program.isDead() && isDue(acts[next], effect)) perform(acts[next++]!);
  };

  /**
   * A pause, longer than anybody takes between two system calls that follow each other at once. Where a lock is waited
   * for, others go on; where another Coldpress has it, which cannot, patience ends.
   */
  function letTimePass(): void {
    const waitsForLock = sinceTry < EFFECTS_AFTER_TRY;
    for (const player of Object.values(players)) {
      player.hurry();
      if (waitsForLock) player.goOn();
    }
    waits += 1;
    if (running.length > 1 && waits > MAX_WAITS) world.clock.nowMs += 31_000;
  }

  function run(command: Command): void {
    const depth = running.length;
    if (depth >= MAX_DEPTH) return;
    if (depth === 0) for (const player of Object.values(players)) player.hurry(); // a process takes its time to start
    const program = startProgram(world, `coldpress ${depth}`, beforeEffect);
    running.push(program);
    world.trace.push(`${program.name}: ${command}`);
    runCommand(world, program, { command, depth });
    running.pop();
    world.checkStands();
  }

  function perform({ act, choice, steps }: Act): void {
    effects = 0;
    waits = 0;
    if (act === 'kill') running.at(-1)?.kill();
    else if (act === 'swap') run(swapOf(world, choice));
    else if (isCommand(act)) run(act);
    else players[act].play(choice, steps + 1);
  }

  while (next < acts.length) perform(acts[next++]!);
  finishAll(Object.values(players));
}

function finishAll(players: readonly Player[]): void {
  for (let round = 0; round < 10; round++) {
    if (players.map((player) => player.finish()).every((isDone) => isDone)) return;
  }
  throw new Error('somebody waits for ever');
}
