import fs from 'node:fs';
import path from 'node:path';
import { renameNoReplace } from '#core/fs/libc';
import { systemLocks } from '#core/locks/flock';
import { close, createActor, createPlayer, isMissing, open, openPlain, say } from './actor';
import type { Player, Steps } from './actor';
import { unlinkIfThere } from './codex';
import { takeCoordination } from './codexLocks';
import { pressLoosely, threadLockOf } from './world';
import type { Scene } from './world';

const { O_RDONLY, O_RDWR, O_CREAT } = fs.constants;
const SIX_HOURS_MS = 6 * 3600_000;
const WEEK_MS = 7 * 86_400_000;
let temporaries = 0;

function mtimeOf(file: string): number {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

/** Codex's own background compression, with its sweep of old temporaries (codex-store.md, section 1). */
export function createWorker(scene: Scene, compresses: boolean): Player {
  const actor = createActor('worker', scene);

  function* sweep(): Steps {
    for (const directory of scene.directories) {
      for (const name of fs.readdirSync(directory)) {
        const file = path.join(directory, name);
        if (!name.endsWith('.tmp') || scene.nowMs() - mtimeOf(file) < SIX_HOURS_MS) continue;
        yield;
        unlinkIfThere(file);
        say(actor, `swept ${name}`);
      }
    }
  }

  function* publish(plain: string, temporary: string, before: fs.Stats): Steps {
    const coordination = yield* takeCoordination(actor);
    yield;
    const lockFile = threadLockOf(scene);
    const probe = fs.existsSync(lockFile) ? openPlain(actor, lockFile, O_RDWR) : null;
    const isFree = probe === null || systemLocks.tryLock(probe);
    yield;
    const now = fs.lstatSync(plain, { throwIfNoEntry: false });
    if (isFree && now?.size === before.size && now.mtimeMs === before.mtimeMs) {
      if (tryRename(temporary, `${plain}.zst`)) {
        yield;
        unlinkIfThere(plain);
        say(actor, 'compressed');
      }
    }
    yield;
    if (probe !== null) close(actor, probe);
    close(actor, coordination);
  }

  function* compress(directory: string): Steps {
    const plain = path.join(directory, scene.name);
    if (scene.nowMs() - mtimeOf(plain) < WEEK_MS || fs.existsSync(`${plain}.zst`)) return;
    const temporary = path.join(directory, `rollout-compress-${temporaries++}.tmp`);
    const source = yield* open(actor, plain, O_RDONLY);
    if (source === null) return;
    const before = fs.fstatSync(source);
    fs.writeFileSync(temporary, pressLoosely(fs.readFileSync(source)), { flag: 'wx', mode: before.mode });
    close(actor, source);
    fs.utimesSync(temporary, before.mtime, before.mtime);
    yield;
    yield* publish(plain, temporary, before);
    unlinkIfThere(temporary);
  }

  function* run(): Steps {
    const file = path.join(scene.home, '.tmp', 'rollout-maintenance.lock');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const lock = openPlain(actor, file, O_RDWR | O_CREAT);
    if (systemLocks.tryLock(lock)) {
      yield* sweep();
      for (const directory of compresses ? [...scene.directories].reverse() : []) yield* compress(directory);
    }
    close(actor, lock);
  }

  return createPlayer(actor, run);
}

function tryRename(from: string, to: string): boolean {
  try {
    return renameNoReplace(from, to);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
