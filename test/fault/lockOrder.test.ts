import { expect, it } from 'vitest';
import { createFaultyEffects } from './support/faultyEffects';
import type { Effect } from './support/faultyEffects';
import { ModelFileSystem } from './support/modelFileSystem';
import { makeFile } from './support/stage';
import type { Stage } from './support/stage';
import { swapOperations } from './support/storeOperations';
import { ID } from './support/thread';

const HOME = '/home/mira/.codex';
const THREAD_LOCK = `thread-writer-locks/${ID}.lock`;

/** What is taken, done and given back, in the words of safety.md; everything else is left out. */
function stepOf({ name, on }: Effect): string | null {
  const isMove = name === 'moveNoReplace' || name === 'exchange';
  if (on === '.coordination.lock') return { tryLock: 'coordination', unlock: 'end of coordination' }[name] ?? null;
  if (on === `${ID}.lock`) return { tryLock: 'thread lock', unlock: 'end of thread lock' }[name] ?? null;
  if (name === 'lease') return 'lease';
  if (name === 'release') return 'end of lease';
  return isMove ? 'swap' : null;
}

/** One healthy run on a thread that Codex once had loaded: its lock file is still there. */
function stepsOf(name: string): readonly string[] {
  const operation = swapOperations.find((other) => other.name === name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const model = new ModelFileSystem();
  const stage: Stage = { effects: model.effects, home: HOME, data: '/data' };
  operation.prepare(stage);
  makeFile(model.effects.fs, `${HOME}/${THREAD_LOCK}`, { content: new Uint8Array(), mode: 0o644, mtimeNs: 1n });
  const { effects, seen } = createFaultyEffects(model.effects, null);
  const acknowledged: string[] = [];
  operation.run({ ...stage, effects }, (what) => acknowledged.push(what));
  expect(acknowledged).toHaveLength(1);
  return seen.flatMap((effect) => stepOf(effect) ?? []);
}

it.each(['compress', 'recompress'])('%s: coordination, thread lock, lease, and back in reverse order', (name) => {
  expect(stepsOf(name)).toEqual([
    'coordination',
    'thread lock',
    'lease',
    'swap',
    'swap',
    'end of lease',
    'end of thread lock',
    'end of coordination',
    'lease', // of the hold, while it is watched
    'end of lease',
  ]);
});

it('materialize: coordination, thread lock, and back in reverse order', () => {
  expect(stepsOf('materialize')).toEqual([
    'coordination',
    'thread lock',
    'swap',
    'end of thread lock',
    'end of coordination',
  ]);
});
