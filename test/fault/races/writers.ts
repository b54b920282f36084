import fs from 'node:fs';
import path from 'node:path';
import { append, close, createActor, createPlayer, open, say } from './actor';
import type { Player, Steps } from './actor';
import { openForAppend } from './codex';
import { findRead } from './world';
import type { Scene } from './world';

const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT } = fs.constants;

/** Codex 0.137: the same ways as today's, but without any lock. */
export function createOldCodex(scene: Scene): Player {
  const actor = createActor('old codex', scene);
  let file: number | null = null;

  function* load(): Steps {
    actor.hurries = true;
    file = yield* openForAppend(actor);
    actor.hurries = false;
    if (file !== null) say(actor, 'loaded');
  }

  function* write(fd: number): Steps {
    append(actor, fd);
    yield;
  }

  function* unload(fd: number): Steps {
    close(actor, fd);
    file = null;
    yield;
  }

  const begin = (choice: number): Steps => (file === null ? load() : choice % 4 >= 2 ? unload(file) : write(file));
  return createPlayer(actor, begin, () => (file === null ? null : unload(file)));
}

/** Opens the plain file for each line, appends and closes; without O_CREAT a file that is not there gets no line. */
export function createEditor(scene: Scene, creates: boolean): Player {
  const actor = createActor(creates ? 'creator' : 'editor', scene);
  const flags = O_WRONLY | O_APPEND | (creates ? O_CREAT : 0);

  function* write(): Steps {
    const fd = yield* open(actor, path.join(scene.directories[0], scene.name), flags);
    if (fd === null) {
      say(actor, 'found no file');
      return;
    }
    yield;
    append(actor, fd);
    yield;
    close(actor, fd);
  }

  return createPlayer(actor, write);
}

/** A backup or a search: reads what stands there, slowly. */
export function createReader(scene: Scene): Player {
  const actor = createActor('reader', scene);

  function* read(): Steps {
    const file = findRead(scene);
    if (file === null) return;
    const fd = yield* open(actor, file, O_RDONLY);
    if (fd === null) return;
    yield;
    yield;
    close(actor, fd);
    say(actor, 'closed');
  }

  return createPlayer(actor, read);
}
