import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom } from '#core/demo/random';
import type { Random } from '#core/demo/random';
import { amountOf, seedOf } from '../fault/support/amounts';
import { reportProof } from '../fault/support/proofReport';
import { compressWithZstd } from '../interop/zstdCommand';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { lostContents, snapshotContents, snapshotStore } from '../support/store/snapshot';
import { coldpress, startColdpress } from './support/coldpress';
import type { Running } from './support/coldpress';
import { isInMidFile } from './support/moments';
import { changes, on, runJob, temporaries } from './support/store';

const KILLS = amountOf('COLDPRESS_KILLS', 20);
const THREADS = 40;
/** One kill takes a second or two; a busy machine needs its time. */
const TIMEOUT_MS = 120_000 + KILLS * 20_000;
const seed = seedOf();

const COMMANDS = {
  compress: ['compress', '--all', '--min-age', '0'],
  restore: ['restore', '--all'],
  recompress: ['recompress', '--all', '--min-gain', '0'],
  recover: ['recover'],
} as const;
type Command = keyof typeof COMMANDS;

function has(home: string, suffix: string): boolean {
  return fs.readdirSync(home, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith(suffix));
}

/** A command that has something to do with the store as it stands. */
function commandFor({ home }: TestStore, random: Random): Command {
  const all: readonly Command[] = has(home, '.jsonl') ? ['compress', 'recover'] : ['recover'];
  return random.pick<Command>(
    has(home, '.jsonl.zst') ? [...all, 'restore', 'restore', 'recompress'] : [...all, 'compress'],
  );
}

/** Any moment at all, one in the middle of a file, or one while a file is set aside. */
async function untilMoment({ home }: TestStore, { child }: Running, random: Random): Promise<void> {
  const kind = random.pick(['any', 'in mid-file', 'on hold']);
  const isSo = (): boolean => (kind === 'on hold' ? has(home, '.coldpress-hold') : isInMidFile(home));
  while (kind !== 'any' && child.exitCode === null && !isSo()) await pause(2);
  await pause(random.below(kind === 'any' ? 1500 : kind === 'on hold' ? 1200 : 40));
}

/** What Codex's own worker or the zstd command may have made meanwhile: there is something to press again. */
function pressByHand(home: string): void {
  for (const root of ['sessions', 'archived_sessions']) fs.mkdirSync(path.join(home, root), { recursive: true });
  compressWithZstd(home, ['-1']);
}

/** The next start. A new and empty temporary is left alone for two seconds: its maker may be about to lock it. */
async function recover(store: TestStore): Promise<readonly string[]> {
  for (let tries = 0; tries < 2; tries++) {
    const run = await coldpress(on(store, 'recover'));
    expect(run, 'recovery has nothing to ask').toMatchObject({ status: 0, stderr: '' });
    if (temporaries(store.home).length === 0) return [];
    await pause(2100);
  }
  return temporaries(store.home);
}

it(
  `loses nothing when it is killed at any moment, and the next start puts all in order (seed ${seed})`,
  { timeout: TIMEOUT_MS },
  async (context) => {
    const started = performance.now();
    const random = createRandom(String(seed));
    const store = await makeStore({ context, threads: THREADS, bytes: 12e6, profile: 'mixed', largestBytes: 3e6 });
    const whole = snapshotStore(store.home);
    const contents = snapshotContents(store.home);
    const counts = { kills: 0, compress: 0, restore: 0, recompress: 0, recover: 0, ended: 0, losses: 0 };
    let settled = true;
    while (counts.kills < KILLS) {
      if (settled && random.chance(0.3)) pressByHand(store.home);
      const command = commandFor(store, random);
      const running = startColdpress(on(store, ...COMMANDS[command]));
      await untilMoment(store, running, random);
      running.child.kill('SIGKILL');
      const { signal } = await running.ended;
      if (signal === 'SIGKILL') {
        counts.kills++;
        counts[command]++;
      } else counts.ended++;
      expect(lostContents(contents, snapshotContents(store.home))).toEqual([]);
      settled = random.chance(0.5); // or more than one crash before anybody recovers
      if (!settled) continue;
      expect(await recover(store)).toEqual([]);
      expect(lostContents(contents, snapshotContents(store.home))).toEqual([]);
    }
    expect(await recover(store)).toEqual([]);
    await runJob(store, COMMANDS.restore);
    expect(changes(store.home, whole)).toEqual([]);
    const ms = Math.round(performance.now() - started);
    reportProof({ law: 'kill -9 of compress, restore, recompress and recover', counts, seed, ms });
  },
);
