import fs from 'node:fs';
import path from 'node:path';
import { systemLocks } from '#core/locks/flock';
import { close, openPlain } from './actor';
import type { Actor } from './actor';
import { threadLockOf } from './world';

const { O_RDWR, O_CREAT } = fs.constants;

/** Takes Codex's coordination lock, however long it takes. */
export function* takeCoordination(actor: Actor): Generator<undefined, number> {
  const file = path.join(actor.scene.home, 'thread-writer-locks', '.coordination.lock');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const fd = openPlain(actor, file, O_RDWR | O_CREAT);
  while (!systemLocks.tryLock(fd)) yield;
  return fd;
}

/** Coordination, then the thread lock; `null`: the thread has an active writer. */
export function* takeThread(actor: Actor): Generator<undefined, number | null> {
  const coordination = yield* takeCoordination(actor);
  yield;
  const fd = openPlain(actor, threadLockOf(actor.scene), O_RDWR | O_CREAT);
  yield;
  const isOurs = systemLocks.tryLock(fd);
  if (!isOurs) close(actor, fd);
  close(actor, coordination);
  return isOurs ? fd : null;
}

export function* releaseThread(actor: Actor, fd: number): Generator<undefined, void> {
  const coordination = yield* takeCoordination(actor);
  yield;
  close(actor, fd);
  fs.unlinkSync(threadLockOf(actor.scene));
  yield;
  close(actor, coordination);
}
