import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '#core/demo/random';
import type { Player } from '../../fault/races/actor';
import { createCodex } from '../../fault/races/codex';
import { createEditor, createOldCodex } from '../../fault/races/writers';
import type { Place, Scene } from '../../fault/races/world';
import { liveScene } from './liveScene';

/** How a program writes to threads: see the makers of the same names. */
export const WRITERS = ['codex', 'oldCodex', 'editor', 'creator'] as const;
export type WriterKind = (typeof WRITERS)[number];

export type WriterOrders = {
  readonly kind: WriterKind;
  readonly places: readonly Place[];
  readonly logFolder: string;
  readonly seed: string;
};

const MAKERS: Readonly<Record<WriterKind, (scene: Scene) => Player>> = {
  codex: (scene) => createCodex(scene, false),
  oldCodex: createOldCodex,
  editor: (scene) => createEditor(scene, false),
  creator: (scene) => createEditor(scene, true),
};
const MAX_PAUSE_MS = 8;
/** Now and then everything stays as it is for a while: threads are in peace, or loaded. */
const REST = { chance: 0.01, ms: 1500 };
/** Steps enough for any one thing to be done: loading, a line, unloading. */
const WHOLE = 100;

/** Writes to one thread after the other until its standard input ends; then closes what it has open. */
async function write({ kind, places, logFolder, seed }: WriterOrders): Promise<void> {
  const random = createRandom(seed);
  const players = places.map((place) => MAKERS[kind](liveScene(place, logFolder)));
  const input = process.stdin.resume();
  console.log('ready');
  while (!input.readableEnded) {
    const player = random.pick(players);
    player.play(random.below(8), WHOLE);
    await pause(random.chance(REST.chance) ? REST.ms : random.below(MAX_PAUSE_MS));
  }
  for (const player of players) while (!player.finish()) await pause(1);
}

const [, , orders] = process.argv;
if (orders !== undefined) await write(JSON.parse(orders) as WriterOrders);
