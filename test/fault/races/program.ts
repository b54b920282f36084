import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import type { Clock, Effects, FileSystem, LeaseResult, Openers } from '#core/ports';
import { systemLocks } from '#core/locks/flock';
import type { World } from './world';

/** What ends a program in the middle: nothing that it still wants to do happens. */
class Killed extends Error {
  constructor() {
    super('killed');
    this.name = 'Killed';
  }
}

/** One Coldpress process: its ports, between whose effects others act, and its end. */
export type Program = {
  readonly name: string;
  readonly effects: Effects;
  /** Its descriptors close, and with them its locks and leases go; every effect from now on throws. */
  readonly kill: () => void;
  readonly isDead: () => boolean;
};

/** Called before each effect; may act on the store, or kill the program. */
export type BeforeEffect = (program: Program, effect: string) => void;

type Part = Readonly<Record<string, unknown>>;

/** `part` with something before (and, where it changes names, after) each of its functions. */
function intercepted<T extends Part>(part: T, around: (name: string, args: readonly unknown[]) => () => void): T {
  const wrapped = Object.entries(part).map(([name, own]) => {
    if (typeof own !== 'function') return [name, own];
    const call = own as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => {
        const after = around(name, args);
        const result = call(...args);
        after();
        return result;
      },
    ];
  });
  return Object.fromEntries(wrapped) as T;
}

function wouldBlock(file: string): Error {
  return Object.assign(new Error(`EAGAIN: open '${file}'`), { code: 'EAGAIN', path: file });
}

const CHANGES_NAMES = new Set(['unlink', 'moveNoReplace', 'moveReplacing', 'exchange', 'link']);

function shortened(world: World, args: readonly unknown[]): string {
  const words = args.filter((arg) => typeof arg === 'string' || typeof arg === 'number');
  return words
    .map((word) =>
      String(word)
        .replace(`${world.home}/`, '')
        .replace(/rollout-2026\S*0001/, 'R'),
    )
    .join(' ');
}

export function startProgram(world: World, name: string, before: BeforeEffect): Program {
  const state = { dead: false };
  const owner = {};
  const { leases } = world;

  function checkAlive(): void {
    if (state.dead) throw new Killed();
  }

  function arrive(effect: string, args: readonly unknown[]): () => void {
    checkAlive();
    before(program, effect);
    checkAlive();
    world.trace.push(`${name}: ${effect} ${shortened(world, args)}`);
    return CHANGES_NAMES.has(effect) ? world.checkStands : () => undefined;
  }

  const real: FileSystem = {
    ...nodeFileSystem,
    open: (file, mode) => {
      const inode = file.startsWith(world.home) ? nodeFileSystem.lstat(file)?.ino : undefined;
      const forWriting = mode !== 'read';
      if (inode !== undefined && leases.knock(inode, forWriting)) throw wouldBlock(file);
      const fd = nodeFileSystem.open(file, mode);
      leases.opened(fd, { inode: nodeFileSystem.fstat(fd).ino, owner, forWriting });
      return fd;
    },
    close: (fd) => {
      leases.closed(fd);
      nodeFileSystem.close(fd);
    },
  };
  const openers: Openers = {
    lease: (fd) => {
      const lease = leaseOn(world, fd);
      return lease.kind === 'held' ? intercepted(lease, arrive) : lease;
    },
    holders: () => [],
  };
  const clock: Clock = {
    nowMs: () => world.clock.nowMs,
    elapsedMs: () => world.clock.nowMs,
    pause: (ms) => {
      world.clock.nowMs += ms * PAUSE_FACTOR;
    },
  };
  const program: Program = {
    name,
    effects: {
      fs: intercepted(real, arrive),
      locks: intercepted(systemLocks, arrive),
      openers: intercepted(openers, arrive),
      clock: { ...clock, pause: intercepted({ pause: clock.pause }, arrive).pause },
    },
    kill: () => {
      if (state.dead) return;
      state.dead = true;
      world.trace.push(`${name}: KILLED`);
      for (const fd of leases.ownedBy(owner)) real.close(fd);
    },
    isDead: () => state.dead,
  };
  return program;
}

/** Some polls of a hold take as long as many: a pause is longer here than it was asked for. */
const PAUSE_FACTOR = 20;

/** The lease port on the book of leases; `arrive` makes an effect of each of its functions. */
function leaseOn({ leases }: World, fd: number): LeaseResult {
  if (!leases.take(fd, 'write')) return { kind: 'busy' };
  let kind: 'write' | 'read' = 'write';
  return {
    kind: 'held',
    state: () => {
      const wanted = leases.wanted(fd);
      if (wanted === kind) return 'whole';
      return wanted === 'read' ? 'reader_waits' : 'writer_waits';
    },
    letReadersIn: () => {
      if (leases.take(fd, 'read')) kind = 'read';
    },
    takeAgain: () => {
      if (kind === 'read' && leases.take(fd, 'write')) kind = 'write';
      return kind === 'write';
    },
    release: () => leases.drop(fd),
  };
}
