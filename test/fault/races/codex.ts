import fs from 'node:fs';
import path from 'node:path';
import { append, close, createActor, createPlayer, isMissing, open, say } from './actor';
import type { Actor, Player, Steps } from './actor';
import { releaseThread, takeThread } from './codexLocks';
import { decodeAll } from './world';
import type { Scene } from './world';

const { O_RDONLY, O_RDWR, O_APPEND } = fs.constants;
const TRIES = 3;
let temporaries = 0;

export function unlinkIfThere(file: string): void {
  try {
    fs.unlinkSync(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Codex's materialize for append, in the order that strace shows (codex-store.md, section 1). */
function* materialize(actor: Actor, plain: string): Generator<undefined, void> {
  const source = yield* open(actor, `${plain}.zst`, O_RDONLY);
  if (source === null) return;
  yield;
  const content = decodeAll(fs.readFileSync(source));
  const { mode, mtime } = fs.fstatSync(source);
  close(actor, source);
  const temporary = path.join(path.dirname(plain), `.rollout-materialize-${temporaries++}`);
  fs.writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
  fs.chmodSync(temporary, mode);
  fs.utimesSync(temporary, mtime, mtime);
  yield;
  try {
    fs.linkSync(temporary, plain);
    say(actor, 'materialized');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  yield;
  fs.unlinkSync(temporary);
  yield;
  unlinkIfThere(`${plain}.zst`);
}

/** Opens the rollout for appending, as a resume does; `null`: not found. */
export function* openForAppend(actor: Actor): Generator<undefined, number | null> {
  const plain = path.join(actor.scene.directories[0], actor.scene.name);
  for (let tries = 0; tries < TRIES; tries++) {
    if (!fs.existsSync(plain)) yield* materialize(actor, plain);
    yield;
    const fd = yield* open(actor, plain, O_RDWR | O_APPEND);
    if (fd === null) continue;
    yield;
    const now = actor.scene.nowMs() / 1000;
    fs.futimesSync(fd, now, now);
    return fd;
  }
  return null;
}

type Loaded = { readonly lock: number; readonly file: number };

/** Codex 0.147 and later: everything behind coordination and the thread lock. */
export function createCodex(scene: Scene, mayDelete: boolean): Player {
  const actor = createActor('codex', scene);
  let loaded: Loaded | null = null;

  function* load(): Steps {
    const lock = yield* takeThread(actor);
    if (lock === null) {
      say(actor, 'the thread has an active writer');
      return;
    }
    yield;
    const file = yield* openForAppend(actor);
    if (file === null) return yield* releaseThread(actor, lock);
    loaded = { lock, file };
    say(actor, 'loaded');
  }

  function* write({ file }: Loaded): Steps {
    append(actor, file);
    yield;
  }

  function* unload({ lock, file }: Loaded): Steps {
    close(actor, file);
    loaded = null;
    yield;
    yield* releaseThread(actor, lock);
    say(actor, 'unloaded');
  }

  /** Archive and unarchive rename the file as it is. */
  function* move(): Steps {
    const lock = yield* takeThread(actor);
    if (lock === null) return;
    yield;
    const [active, archived] = scene.directories;
    const [from, to] = standsIn(scene, active) ? [active, archived] : [archived, active];
    const name = namesOf(scene).find((one) => fs.existsSync(path.join(from, one)));
    yield;
    if (name !== undefined && fs.existsSync(path.join(from, name))) {
      fs.renameSync(path.join(from, name), path.join(to, name));
      say(actor, to === archived ? 'archived' : 'unarchived');
    }
    yield* releaseThread(actor, lock);
  }

  function* remove(): Steps {
    const lock = yield* takeThread(actor);
    if (lock === null) return;
    yield;
    scene.tellDeleted();
    say(actor, 'deletes');
    for (const directory of scene.directories) {
      for (const name of namesOf(scene)) {
        unlinkIfThere(path.join(directory, name));
        yield;
      }
    }
    yield* releaseThread(actor, lock);
  }

  function begin(choice: number): Steps {
    if (loaded !== null) return choice % 4 >= 2 ? unload(loaded) : write(loaded);
    if (choice % 8 === 6) return move();
    if (choice % 8 === 7) return mayDelete ? remove() : move();
    return load();
  }

  return createPlayer(actor, begin, () => (loaded === null ? null : unload(loaded)));
}

function namesOf({ name }: Scene): readonly string[] {
  return [name, `${name}.zst`];
}

function standsIn(scene: Scene, directory: string): boolean {
  return namesOf(scene).some((name) => fs.existsSync(path.join(directory, name)));
}
