/** What goes wrong at one effect. `crash`: the process is gone. A code: the call fails with it. */
export type Fault = {
  readonly what: 'crash' | ErrorCode | Answer | 'flipped';
  /**
   * `midway`: of a write, half of it was done; of a read, half of what was asked for came. `flipped`: a bit of what was
   * written is another one on the disk, and nobody says so.
   */
  readonly when: 'before' | 'after' | 'midway';
};

const ERROR_CODES = ['EIO', 'ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EINTR'] as const;
type ErrorCode = (typeof ERROR_CODES)[number];

/** No error, but an answer that the operation must be able to take. */
type Answer = 'short' | 'busy' | 'unknown' | 'broken';

/** Effects that change nothing: a crash at one is a crash at the next that does, and before is after. */
const LOOKING = ['lstat', 'fstat', 'realpath', 'readDirectory', 'extendedAttributes', 'space', 'read'];

/** Answers of the locks and the openers that are no errors. */
const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  tryLock: ['busy'],
  lease: ['busy', 'unknown'],
  isWhole: ['broken'],
  state: ['broken'],
  takeAgain: ['broken'],
};

function everywhere(whens: readonly Fault['when'][], whats: readonly Fault['what'][]): readonly Fault[] {
  return whens.flatMap((when) => whats.map((what) => ({ what, when })));
}

const DOING = everywhere(['before', 'after'], ['crash', ...ERROR_CODES]);

/** A disk, or memory, that slips: only for what is read back and compared. */
export const SLIP: Fault = { what: 'flipped', when: 'midway' };

/** Every fault that can be tried at an effect of this name (a method of a port, or of what a port gave). */
export function faultsAt(name: string): readonly Fault[] {
  if (name === 'exchange') return [...DOING, ...everywhere(['before'], ['broken'])];
  if (name === 'moveNoReplace') return [...DOING, { what: 'crash', when: 'midway' }];
  if (name === 'read') return [...everywhere(['before'], ['EIO', 'EINTR']), { what: 'short', when: 'midway' }];
  if (LOOKING.includes(name)) return everywhere(['before'], ['EIO', 'EACCES']);
  const answers = ANSWERS[name];
  if (answers?.includes('broken') === true) return everywhere(['before'], ['broken']);
  if (answers !== undefined) return everywhere(['before'], ['crash', 'EIO', ...answers]);
  return name === 'writeAll' ? [...DOING, ...everywhere(['midway'], ['crash', 'EIO', 'ENOSPC'])] : DOING;
}

/** Whether an effect of this name can change what stands on the disk. */
export function changesDisk(name: string): boolean {
  return !LOOKING.includes(name) && !(name in ANSWERS) && !['close', 'dropCache', 'unlock', 'release'].includes(name);
}

export function errorOf(code: string, effect: string): Error {
  return Object.assign(new Error(`${code}: ${effect} (injected)`), { code });
}
