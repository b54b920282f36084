import fs from 'node:fs';
import path from 'node:path';
import type { Scene } from './world';

/** A program that is not ours, as a run of steps: others act between any two of them. */
export type Steps = Generator<undefined, void>;

/** Who acts, by name, for the trace. `hurries`: it is between two system calls that follow each other at once. */
export type Actor = {
  readonly name: string;
  readonly scene: Scene;
  hurries: boolean;
  lines: number;
};

export function createActor(name: string, scene: Scene): Actor {
  return { name, scene, hurries: false, lines: 0 };
}

export function say({ name, scene }: Actor, what: string): void {
  scene.say(`    ${name}: ${what}`);
}

const { O_WRONLY, O_RDWR } = fs.constants;
const O_PATH = 0o10000000;

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

export function openPlain(actor: Actor, file: string, flags: number): number {
  const fd = fs.openSync(file, flags, 0o666);
  const forWriting = (flags & (O_WRONLY | O_RDWR)) !== 0;
  actor.scene.leases.opened(fd, { inode: fs.fstatSync(fd, { bigint: true }).ino, owner: actor, forWriting });
  return fd;
}

export function close(actor: Actor, fd: number): void {
  actor.scene.leases.closed(fd);
  fs.closeSync(fd);
}

/**
 * open(2) of a file that may be leased, as the kernel does it: the name is looked up, and from then on it is about
 * that inode; then the opener counts, and waits for the end of a lease. `null`: there is no such file.
 */
export function* open(actor: Actor, file: string, flags: number): Generator<undefined, number | null> {
  const { leases } = actor.scene;
  let found: number;
  try {
    found = fs.openSync(file, O_PATH);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if ((flags & fs.constants.O_CREAT) === 0) return null;
    say(actor, `creates ${path.basename(file)}`);
    return openPlain(actor, file, flags);
  }
  say(actor, `looked up ${path.basename(file)}`);
  const hurried = actor.hurries;
  actor.hurries = true;
  yield;
  actor.hurries = hurried;
  const fd = openPlain(actor, `/proc/self/fd/${found}`, flags & ~fs.constants.O_CREAT);
  fs.closeSync(found);
  const inode = fs.fstatSync(fd, { bigint: true }).ino;
  const forWriting = (flags & (O_WRONLY | O_RDWR)) !== 0;
  if (leases.knock(inode, forWriting)) say(actor, 'waits for a lease');
  while (leases.keepsOut(inode, forWriting)) yield;
  say(actor, `opened ${path.basename(file)}`);
  return fd;
}

/** Adds one line to the file and counts it as acknowledged. */
export function append(actor: Actor, fd: number): void {
  const n = actor.lines++;
  const line = `${JSON.stringify({ type: 'event_msg', by: actor.name, n })}\n`;
  fs.writeSync(fd, line);
  actor.scene.acknowledge(line);
  say(actor, `appended line ${n}`);
}

/** Runs a step or two of what an actor does, beginning something when it has nothing to do. */
export type Player = {
  /** `choice` decides what begins, where nothing is under way. */
  readonly play: (choice: number, steps: number) => void;
  /** One more step of what is under way. */
  readonly goOn: () => void;
  /** Goes on with what takes no time, as far as it can. */
  readonly hurry: () => void;
  /** Goes on until nothing is under way and nothing is held; `false` where it only waits for somebody else. */
  readonly finish: () => boolean;
};

const PATIENCE = 400;
/** More steps than any run of system calls has; what waits for a lease goes on waiting. */
const MAX_HURRY = 30;

/** A player whose `begin` says what to do next; `rest` brings it to an end (a thread is unloaded). */
export function createPlayer(
  actor: Actor,
  begin: (choice: number) => Steps | null,
  rest: () => Steps | null = () => null,
): Player {
  let current: Steps | null = null;

  function step(choice: number): void {
    current ??= begin(choice);
    if (current?.next().done === true) current = null;
  }

  function goOn(): void {
    if (current?.next().done === true) current = null;
  }

  return {
    play: (choice, steps) => {
      for (let done = 0; done < steps; done++) {
        step(choice);
        actor.scene.checkStands();
        if (current === null) return;
      }
    },
    goOn,
    hurry: () => {
      for (let tries = 0; actor.hurries && tries < MAX_HURRY; tries++) goOn();
    },
    finish: () => {
      for (let tries = 0; tries < PATIENCE; tries++) {
        current ??= rest();
        if (current === null) return true;
        if (current.next().done === true) current = null;
        actor.scene.checkStands();
      }
      return false;
    },
  };
}
