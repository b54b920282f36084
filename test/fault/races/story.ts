import fc from 'fast-check';
import type { Player } from './actor';
import { createCodex } from './codex';
import { createWorker } from './codexWorker';
import { COMMANDS, runCommand } from './coldpress';
import type { Command } from './coldpress';
import { startProgram } from './program';
import type { BeforeEffect, Program } from './program';
import { createEditor, createOldCodex, createReader } from './writers';
import type { World } from './world';

export const PLAYERS = [
  'codex',
  'deletingCodex',
  'worker',
  'sweep',
  'oldCodex',
  'editor',
  'creator',
  'reader',
] as const;
export type PlayerName = (typeof PLAYERS)[number];

const MOMENTS = [
  'open',
  'writeAll',
  'fsync',
  'tryLock',
  'lease',
  'moveNoReplace',
  'syncDirectory',
  'unlink',
  'unlock',
  'close',
] as const;

/**
 * One thing that happens, and when: so many effects of the running Coldpress after the last one, or before its next
 * effect of that name. Where no Coldpress runs, at once.
 */
export type Act = {
  readonly when: number | (typeof MOMENTS)[number];
  readonly act: 'kill' | Command | PlayerName;
  readonly choice: number;
  readonly steps: number;
};

const MAX_ACTS = 14;

export function stories(players: readonly PlayerName[]): fc.Arbitrary<readonly Act[]> {
  const others = players.map((act) => ({ weight: 4, arbitrary: fc.constant(act) }));
  const act = fc.record<Act>({
    when: fc.oneof(fc.nat(12), fc.constantFrom(...MOMENTS)),
    act: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...COMMANDS) },
      { weight: 1, arbitrary: fc.constant('kill' as const) },
      ...others,
    ),
    choice: fc.nat(7),
    steps: fc.oneof(fc.nat(3), fc.nat(20)),
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
      const isPlayer = !['kill', ...COMMANDS].some((name) => name === act);
      return `${moment}: ${act}${isPlayer ? ` (choice ${choice}, ${steps + 1} steps)` : ''}`;
    })
    .join('\n');
}

const MAX_DEPTH = 2;

/** Plays the acts one after the other, in the middle of each other's effects, and then lets everybody finish. */
export function playStory(world: World, acts: readonly Act[]): void {
  const players = createPlayers(world);
  const running: Program[] = [];
  let next = 0;
  let effects = 0;

  function isDue(act: Act | undefined, effect: string): act is Act {
    if (act === undefined) return false;
    return typeof act.when === 'number' ? effects >= act.when : effect === act.when;
  }

  const beforeEffect: BeforeEffect = (program, effect) => {
    effects += 1;
    if (effect === 'pause') letOthersGoOn();
    while (!program.isDead() && isDue(acts[next], effect)) perform(acts[next++]!);
  };

  /** A Coldpress waits: whoever has what it waits for goes on; where that is another Coldpress, its patience ends. */
  function letOthersGoOn(): void {
    for (const player of Object.values(players)) player.goOn();
    if (running.length > 1) world.clock.nowMs += 31_000;
  }

  function run(command: Command): void {
    const depth = running.length;
    if (depth >= MAX_DEPTH) return;
    const program = startProgram(world, `coldpress ${depth}`, beforeEffect);
    running.push(program);
    world.trace.push(`${program.name}: ${command}`);
    runCommand(world, program, { command, depth });
    running.pop();
    world.checkStands();
  }

  function perform({ act, choice, steps }: Act): void {
    effects = 0;
    if (act === 'kill') running.at(-1)?.kill();
    else if (act === 'compress' || act === 'restore') run(act);
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
