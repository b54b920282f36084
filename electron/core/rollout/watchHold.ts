import path from 'node:path';
import { takeCoordination, takeThreadLock } from '../locks/storeLocks';
import type { Effects, FileState, FileSystem, LeaseResult } from '../ports';
import { sameState } from './eligibility';
import { heldName, holdPath } from './hold';
import type { Hold } from './hold';
import { describeError, hasCode } from './outcome';
import { otherDirectories, rolloutPlace } from './place';
import type { RolloutPlace } from './place';
import { holding } from './swap';

/** So long a writer that had looked the old name up may still be about to open it. */
const WATCH_MS = 1000;
/** So long a program may keep the held file open (a backup that reads it) before it is put back. */
const OPEN_MS = 10_000;
/** So long the locks for putting it back are tried for; the kernel ends a lease after 45 s by itself. */
const LOCKS_MS = 30_000;

/** How a hold ended. `left`: it stands still, and recovery decides about it (safety.md, Recover). */
export type HoldEnd =
  /** `trouble`: an error after it was removed, which does not undo that. */
  | { readonly kind: 'removed'; readonly trouble: string | null }
  | { readonly kind: 'put_back'; readonly reason: string }
  | { readonly kind: 'left'; readonly reason: string };

export type HoldWatch = {
  /** One look, a few system calls long; to be called every 10 ms until it says how the hold ended. */
  readonly poll: () => HoldEnd | 'waiting';
  /** Lets go of the held file, which stays as it is; for a watch that is given up. */
  readonly abandon: () => void;
};

const OPENED = 'Another program opened the file while it was being set aside, so it was put back.';
const CHANGED = 'Another program wrote to the file while it was being set aside, so it was put back.';

function isIt(state: FileState | null, identity: Hold['twin']): boolean {
  return state?.ino === identity.ino && state.dev === identity.dev;
}

/** Whether the proven file that replaced the held one stands where Codex reads it: in its place, or archived. */
function twinStands({ fs }: Effects, place: RolloutPlace, { twin }: Hold): boolean {
  const name = path.basename(place.compressed);
  const places = [place.directory, ...otherDirectories(place)].map((directory) => path.join(directory, name));
  return places.some((file) => isIt(fs.lstat(file), twin));
}

type Opened = { readonly fd: number; readonly lease: Exclude<LeaseResult, { kind: 'busy' }> };

/** Opens the held file and keeps others from it, if nobody has it open now. */
function openHeld({ fs, openers }: Effects, file: string): Opened | 'busy' | 'gone' {
  if (fs.lstat(file) === null) return 'gone';
  let fd: number;
  try {
    fd = fs.open(file, 'read');
  } catch (error) {
    if (hasCode(error, 'EAGAIN', 'EWOULDBLOCK')) return 'busy'; // another program has a lease on it
    throw error;
  }
  const lease = leaseOrClose({ fs, openers }, fd);
  return lease.kind === 'busy' ? 'busy' : { fd, lease };
}

function leaseOrClose({ fs, openers }: Pick<Effects, 'fs' | 'openers'>, fd: number): LeaseResult {
  let lease: LeaseResult = { kind: 'busy' };
  try {
    lease = openers.lease(fd);
    return lease;
  } finally {
    if (lease.kind === 'busy') fs.close(fd);
  }
}

class Watch {
  readonly #effects: Effects;
  readonly #hold: Hold;
  readonly #place: RolloutPlace;
  readonly #file: string;
  readonly #startedMs: number;
  #opened: Opened | null = null;
  /** Why the file has to be put back, once that is known, and since when it is tried. */
  #back: { readonly reason: string; readonly sinceMs: number } | null = null;

  constructor(effects: Effects, hold: Hold) {
    this.#effects = effects;
    this.#hold = hold;
    this.#place = rolloutPlace(hold.home, hold.plainPath);
    this.#file = holdPath(this.#place, hold.of);
    this.#startedMs = effects.clock.elapsedMs();
  }

  poll(): HoldEnd | 'waiting' {
    if (this.#back !== null) return this.#putBackSoon(this.#back);
    if (this.#opened === null) return this.#open();
    return this.#look(this.#opened);
  }

  abandon(): void {
    const opened = this.#opened;
    this.#opened = null;
    if (opened === null) return;
    try {
      if (opened.lease.kind === 'held') opened.lease.release();
    } finally {
      this.#effects.fs.close(opened.fd);
    }
  }

  get #elapsedMs(): number {
    return this.#effects.clock.elapsedMs() - this.#startedMs;
  }

  #end(end: HoldEnd): HoldEnd {
    this.abandon();
    return end;
  }

  #open(): HoldEnd | 'waiting' {
    const opened = openHeld(this.#effects, this.#file);
    if (opened === 'gone') return { kind: 'left', reason: 'The file that was set aside is gone.' };
    if (opened === 'busy') return this.#elapsedMs < OPEN_MS ? 'waiting' : this.#wantBack(OPENED);
    this.#opened = opened;
    return this.#look(opened);
  }

  #look({ fd, lease }: Opened): HoldEnd | 'waiting' {
    if (!sameState(this.#effects.fs.fstat(fd), this.#hold.state)) return this.#wantBack(CHANGED);
    if (lease.kind === 'unknown') return this.#lookForHolders();
    if (lease.state() === 'reader_waits') lease.letReadersIn();
    if (lease.state() === 'writer_waits') return this.#wantBack(OPENED);
    if (this.#elapsedMs < WATCH_MS) return 'waiting';
    // A reader that is let in reads to its end; the file goes when it has closed it.
    if (!lease.takeAgain()) return this.#elapsedMs < OPEN_MS ? 'waiting' : this.#wantBack(OPENED);
    return lease.state() === 'whole' ? this.#remove(fd) : 'waiting';
  }

  /** Without a lease the process table tells who has it open; asked when the time is up, right before the end. */
  #lookForHolders(): HoldEnd | 'waiting' {
    if (this.#elapsedMs < WATCH_MS) return 'waiting';
    const holders = this.#effects.openers.holders(this.#hold.state);
    const opened = this.#opened;
    if (holders?.length === 0 && opened !== null) return this.#remove(opened.fd);
    return this.#elapsedMs < OPEN_MS ? 'waiting' : this.#wantBack(OPENED);
  }

  /** The point of no return. Only while the proven twin stands, and the held file is what it was. */
  #remove(fd: number): HoldEnd | 'waiting' {
    const { fs } = this.#effects;
    if (!twinStands(this.#effects, this.#place, this.#hold)) {
      return this.#end({ kind: 'left', reason: 'The thread was opened, archived or deleted in Codex meanwhile.' });
    }
    if (!sameState(fs.fstat(fd), this.#hold.state)) return this.#wantBack(CHANGED);
    if (!isIt(fs.lstat(this.#file), this.#hold.state)) {
      return this.#end({ kind: 'left', reason: 'The file that was set aside is gone.' });
    }
    return this.#end({ kind: 'removed', trouble: this.#unlink() });
  }

  /** Takes the held file away; what goes wrong after that is told and not thrown. */
  #unlink(): string | null {
    const { fs } = this.#effects;
    try {
      fs.unlink(this.#file);
      fs.syncDirectory(this.#place.directory);
      return null;
    } catch (error) {
      if (fs.lstat(this.#file) !== null) throw error;
      return describeError(error);
    }
  }

  #wantBack(reason: string): HoldEnd | 'waiting' {
    this.#back = { reason, sinceMs: this.#elapsedMs };
    return this.#putBackSoon(this.#back);
  }

  #putBackSoon({ reason, sinceMs }: { readonly reason: string; readonly sinceMs: number }): HoldEnd | 'waiting' {
    const done = this.#tryPutBack();
    if (done === 'done') return this.#end({ kind: 'put_back', reason });
    if (done === 'locked' && this.#elapsedMs - sinceMs < LOCKS_MS) return 'waiting';
    return this.#end({ kind: 'left', reason });
  }

  /** Under coordination and the thread lock. `otherwise`: something else stands for the thread by now. */
  #tryPutBack(): 'done' | 'locked' | 'otherwise' {
    const effects = this.#effects;
    const { home, id } = this.#hold;
    const coordination = takeCoordination(effects, home, { shouldStop: () => false, tryForMs: 0 });
    if (coordination === null) return 'locked';
    return holding(coordination, () => {
      const thread = takeThreadLock(effects, home, id);
      if (thread === null) return 'locked';
      return holding(thread, () => putBack(effects, this.#place, this.#hold));
    });
  }
}

/** `false`: a program without locks made a file of that name in this very moment; it is not replaced. */
function movedBack(fs: FileSystem, file: string, name: string): boolean {
  try {
    fs.moveNoReplace(file, name);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The held file gets its name again, and our twin goes: in this order, so that the thread never stands nowhere. */
function putBack({ fs }: Effects, place: RolloutPlace, hold: Hold): 'done' | 'otherwise' {
  const file = holdPath(place, hold.of);
  const name = heldName(place, hold.of);
  const ours = isIt(fs.lstat(place.compressed), hold.twin);
  if (!isIt(fs.lstat(file), hold.state) || fs.lstat(place.plain) !== null || !ours) return 'otherwise';
  if (hold.of === 'compressed') {
    if (!fs.exchange(file, name)) return 'otherwise';
    fs.syncDirectory(place.directory);
    fs.unlink(file);
  } else {
    if (!movedBack(fs, file, name)) return 'otherwise';
    fs.syncDirectory(place.directory);
    fs.unlink(place.compressed);
  }
  fs.syncDirectory(place.directory);
  return 'done';
}

/**
 * Watches a hold until its file may go (safety.md, step 8 and Openers): for a second at least nobody writes to it or waits
 * to, and nobody has it open at the end. Whoever may write gets the file back under its own name. Keeps one descriptor
 * and one lease of its own; never waits, so that many holds can be watched side by side.
 */
export function watchHold(effects: Effects, hold: Hold): HoldWatch {
  const watch = new Watch(effects, hold);
  return { poll: () => watch.poll(), abandon: () => watch.abandon() };
}
