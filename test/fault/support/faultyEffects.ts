import nodeFs from 'node:fs';
import path from 'node:path';
import type { Effects, FileSystem, LeaseResult } from '#core/ports';
import type { Fault } from './faults';
import { errorOf } from './faults';

/** The process is gone. Whatever catches this finds that nothing works any more. */
class Crash extends Error {
  constructor() {
    super('crashed (injected)');
    this.name = 'Crash';
  }
}

/** One effect of an operation; `on` is the file's name, random parts taken out. */
export type Effect = { readonly name: string; readonly on: string };

export type Injection = { readonly index: number; readonly fault: Fault };

export type FaultyEffects = {
  readonly effects: Effects;
  /** What was called so far, in order. */
  readonly seen: readonly Effect[];
  readonly crashed: () => boolean;
  /** What a dead process leaves: no descriptor, so no flock and no lease. Gives the number that were still open. */
  readonly end: () => number;
};

type Work<T> = {
  readonly name: string;
  readonly on: string;
  readonly real: () => T;
  readonly midway?: () => T;
  readonly flipped?: () => T;
  /** What is not kept of an effect that was done and then reported an error. */
  readonly dropped?: (result: T) => void;
  readonly answer?: (what: Fault['what']) => T;
};

/** `rollout-compress-cp0a1b2c.tmp` is named anew each time. */
function fileLabel(file: string): string {
  return path.basename(file).replace(/(?<=-cp|json\.)[0-9a-f]{12}(?=\.tmp$)/, '…');
}

/** Outside of what is tried: the process table and the kernel's list of locks. */
function isOutside(file: unknown): boolean {
  return typeof file === 'string' && /^\/(proc|sys)\//.test(file);
}

/** Numbers effects and strikes at one of them; dead after a crash. */
function createStriker(injection: Injection | null, onEffect: (effect: Effect) => void) {
  const seen: Effect[] = [];
  let crashed = false;

  function fail(fault: Fault, effect: Effect): never {
    if (fault.what !== 'crash') throw errorOf(fault.what, `${effect.name} ${effect.on}`);
    crashed = true;
    throw new Crash();
  }

  function alive(): void {
    if (crashed) throw new Crash();
  }

  function strike<T>({ name, on, real, midway, flipped, dropped, answer }: Work<T>, fault: Fault): T {
    if (fault.what === 'busy' || fault.what === 'unknown' || fault.what === 'broken') {
      if (answer === undefined) throw new Error(`${name} has no answer ${fault.what}`);
      return answer(fault.what);
    }
    if (fault.what === 'flipped') {
      if (flipped === undefined) throw new Error(`${name} writes nothing`);
      return flipped();
    }
    if (fault.when === 'midway') {
      if (midway === undefined) throw new Error(`${name} has no middle`);
      const result = midway();
      return fault.what === 'short' ? result : fail(fault, { name, on });
    }
    if (fault.when === 'after') {
      const result = real();
      if (fault.what !== 'crash') dropped?.(result);
    }
    return fail(fault, { name, on });
  }

  function perform<T>(work: Work<T>): T {
    alive();
    const index = seen.length;
    const effect = { name: work.name, on: work.on };
    seen.push(effect);
    onEffect(effect);
    return injection?.index === index ? strike(work, injection.fault) : work.real();
  }

  return { perform, alive, seen, crashed: () => crashed };
}

type Striker = ReturnType<typeof createStriker>;
type Method = (...args: readonly unknown[]) => unknown;

type Partly = { readonly midway?: () => unknown; readonly flipped?: () => unknown };

/**
 * The part of a call that is done when it stops in the middle (a move in two steps, where a file system has no single one:
 * the file has both names), and a write that slips.
 */
function partlyOf(name: string, real: Method, args: readonly unknown[]): Partly {
  const [fd, buffer, ...rest] = args;
  if (name === 'moveNoReplace') return { midway: () => nodeFs.linkSync(String(args[0]), String(args[1])) };
  if (!(buffer instanceof Uint8Array) || (name !== 'read' && name !== 'writeAll')) return {};
  const half = buffer.subarray(0, Math.max(name === 'read' ? 1 : 0, buffer.byteLength >> 1));
  const flip = (): Uint8Array => {
    const flipped = Uint8Array.from(buffer);
    flipped[buffer.byteLength >> 1] = (buffer[buffer.byteLength >> 1] ?? 0) ^ 1;
    return flipped;
  };
  return { midway: () => real(fd, half, ...rest), flipped: () => real(fd, flip(), ...rest) };
}

/** Descriptors that the operation opened, by the label of their file. */
function createFaultyFileSystem(fs: FileSystem, striker: Striker, open: Map<number, string>): FileSystem {
  const outside = new Set<unknown>();

  function label(args: readonly unknown[]): string {
    const names = args.filter((arg) => typeof arg === 'string' && arg.includes(path.sep)).map((arg) => String(arg));
    if (names.length > 0) return names.map(fileLabel).join(' → ');
    return open.get(Number(args[0])) ?? 'a descriptor';
  }

  function openFile(real: Method, args: readonly unknown[]): unknown {
    const fd = Number(real(...args));
    open.set(fd, label(args.slice(0, 1)));
    return fd;
  }

  function closeFile(real: Method, args: readonly unknown[]): unknown {
    open.delete(Number(args[0]));
    return real(...args);
  }

  function wrap(name: string, real: Method): Method {
    return (...args) => {
      if (isOutside(args[0]) || outside.has(args[0])) {
        striker.alive();
        const result = real(...args);
        if (name === 'open') outside.add(result);
        if (name === 'close') outside.delete(args[0]);
        return result;
      }
      const work = { name, on: label(args), ...partlyOf(name, real, args) };
      if (name === 'open') {
        const dropped = (fd: unknown): void => void closeFile(fs.close as Method, [fd]);
        return striker.perform({ ...work, real: () => openFile(real, args), dropped });
      }
      // Whatever close says, the descriptor is gone (close(2)).
      if (name === 'close') return closing(work, () => closeFile(real, args));
      // `exchange` may say that there is no such step on this file system.
      return striker.perform({ ...work, real: () => real(...args), answer: () => false });
    };
  }

  function closing(work: { readonly name: string; readonly on: string }, real: () => unknown): unknown {
    let done = false;
    const once = (): unknown => (done ? undefined : ((done = true), real()));
    try {
      return striker.perform({ ...work, real: once });
    } catch (error) {
      if (!striker.crashed()) once();
      throw error;
    }
  }

  const wrapped = Object.entries(fs).map(([name, method]) => [name, wrap(name, method as Method)] as const);
  return Object.fromEntries(wrapped) as unknown as FileSystem;
}

const BROKEN_ANSWERS: Readonly<Record<string, unknown>> = { isWhole: false, state: 'writer_waits', takeAgain: false };

/** Whatever a lease can be asked is an effect too. */
function faultyLease(lease: LeaseResult, striker: Striker, on: string): LeaseResult {
  if (lease.kind !== 'held') return lease;
  const wrapped = Object.entries(lease).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value] as const;
    const real = value;
    const ask = (): unknown => striker.perform({ name, on, real: () => real(), answer: () => BROKEN_ANSWERS[name] });
    return [name, ask] as const;
  });
  const faulty: Readonly<Record<string, unknown>> = Object.fromEntries(wrapped);
  return faulty as LeaseResult;
}

/**
 * The ports around real ones, with one fault at one effect. `onEffect` is called right before each effect.
 */
export function createFaultyEffects(
  real: Effects,
  injection: Injection | null,
  onEffect: (effect: Effect) => void = () => undefined,
): FaultyEffects {
  const striker = createStriker(injection, onEffect);
  const open = new Map<number, string>();
  const nameOf = (fd: number): string => open.get(fd) ?? 'a descriptor';
  const effects: Effects = {
    ...real,
    fs: createFaultyFileSystem(real.fs, striker, open),
    locks: {
      tryLock: (fd) =>
        striker.perform({
          name: 'tryLock',
          on: nameOf(fd),
          real: () => real.locks.tryLock(fd),
          answer: () => false,
        }),
      unlock: (fd) => striker.perform({ name: 'unlock', on: nameOf(fd), real: () => real.locks.unlock(fd) }),
    },
    openers: {
      ...real.openers,
      lease: (fd) =>
        striker.perform<LeaseResult>({
          name: 'lease',
          on: nameOf(fd),
          real: () => faultyLease(real.openers.lease(fd), striker, nameOf(fd)),
          answer: (what) => (what === 'busy' ? { kind: 'busy' } : { kind: 'unknown', reason: 'injected' }),
        }),
    },
    clock: {
      nowMs: () => (striker.alive(), real.clock.nowMs()),
      elapsedMs: () => (striker.alive(), real.clock.elapsedMs()),
      pause: (ms) => {
        striker.alive();
        real.clock.pause(ms);
      },
    },
  };
  return {
    effects,
    seen: striker.seen,
    crashed: striker.crashed,
    end: () => {
      const left = open.size;
      for (const fd of open.keys()) real.fs.close(fd);
      open.clear();
      return left;
    },
  };
}
