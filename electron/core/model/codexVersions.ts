import type { CodexFound, CodexGate } from '#contract/health';

/** A Codex version; `0.156.0-alpha.3` has the prerelease `['alpha', '3']`, a release none. */
export type CodexVersion = {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];
};

const VERSION = /(?<![\w.])v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([\w.-]+))?(?:\+[\w.-]+)?(?![\w.])/;

/** The version in a line such as `codex-cli 0.169.0`; `null` where there is none that could be compared. */
export function parseCodexVersion(text: string): CodexVersion | null {
  const [, major, minor, patch, prerelease] = VERSION.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return null;
  return {
    numbers: [Number(major), Number(minor), Number(patch)],
    prerelease: prerelease === undefined ? [] : prerelease.split('.'),
  };
}

/** The part of such a line that is the version; `null` where there is none that could be compared. */
export function versionIn(line: string): string | null {
  const [found] = VERSION.exec(line) ?? [];
  return found ?? null;
}

/** Numbers before words, as numbers among themselves (semver.org, 11.4). */
function comparePart(a: string, b: string): number {
  const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOther) return Number(a) - Number(b);
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  // A release is later than each of its prereleases.
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = comparePart(part, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Negative where `a` is the older one. */
export function compareVersions(a: CodexVersion, b: CodexVersion): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

/** The first versions of which a thing is known (codex-store.md, Codex versions); a prerelease of one is older. */
const READS_COMPRESSED = '0.137.0';
const LOCKS_ALL_THREADS = '0.147.0';
const READS_FORKS_OF_COMPRESSED = '0.155.0';

function isAtLeast(version: CodexVersion, lowest: string): boolean {
  const bound = parseCodexVersion(lowest);
  return bound !== null && compareVersions(version, bound) >= 0;
}

/** A version that cannot be read is not understood, which is the lowest of all. */
function ruleOf(version: CodexVersion | null): CodexGate['rule'] {
  if (version === null || !isAtLeast(version, READS_COMPRESSED)) return 'refused';
  if (!isAtLeast(version, LOCKS_ALL_THREADS)) return 'leases_only';
  return isAtLeast(version, READS_FORKS_OF_COMPRESSED) ? 'everything' : 'no_fork_bases';
}

function older(a: CodexFound, b: CodexFound): number {
  const [one, other] = [parseCodexVersion(a.version), parseCodexVersion(b.version)];
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  return compareVersions(one, other);
}

const NONE_FOUND =
  'No Codex was found, so an older one is reckoned with: threads that others were forked from are left alone, and so is ' +
  'every thread of which the system cannot tell whether it is open.';

/** How a version is called that only threads tell of: no program of it was found here. */
export const FOUND_IN_THREADS = 'began a thread in the last 30 days';

/** What a person can do about the version that rules. */
function remedy({ source }: CodexFound): string {
  if (source !== FOUND_IN_THREADS) return 'Update or remove it';
  return 'Update it; if it is used no more, this ends 30 days after its last thread';
}

/** The program or the thread that a rule comes from: `Codex 0.136.0 (on the PATH: /usr/bin/codex)`. */
function named({ version, source, path }: CodexFound): string {
  return `Codex ${version} (${path === null ? source : `${source}: ${path}`})`;
}

function messageOf(rule: CodexGate['rule'], lowest: CodexFound): string {
  const update = remedy(lowest);
  switch (rule) {
    case 'everything':
      return `The oldest Codex found is ${lowest.version}, which reads everything that Coldpress makes.`;
    case 'no_fork_bases':
      return `${named(lowest)} cannot read a fork whose base is compressed, so threads that others were forked from are left alone. ${update}: from 0.155 on Codex can.`;
    case 'leases_only':
      return `${named(lowest)} does not lock the threads that it has open, so Coldpress compresses only while no Codex runs on this store, and only where the system keeps an open file safe; threads that others were forked from are left alone. ${update}: from 0.147 on Codex locks them.`;
    case 'refused':
      if (parseCodexVersion(lowest.version) === null) {
        return `A Codex was found whose version is not understood: ${named(lowest)}. Nothing is compressed beside it. ${update}.`;
      }
      return `${named(lowest)} cannot read compressed threads, so nothing is compressed. ${update}: from 0.137 on Codex can, from 0.155 on without exceptions.`;
  }
}

/**
 * A version that only threads tell of, and that cannot read compressed threads. Where anything newer is found as well, it
 * is taken for the past of this store: nobody goes on with a version that their other threads have outgrown.
 */
function isPast({ version, source }: CodexFound): boolean {
  const parsed = parseCodexVersion(version);
  return source === FOUND_IN_THREADS && parsed !== null && ruleOf(parsed) === 'refused';
}

function pastMessage({ version }: CodexFound): string {
  return `Threads of the last 30 days were begun with Codex ${version}, which cannot read compressed threads and locks none. Newer ones came since, so it is taken for the past: compressing goes on only while no Codex runs on this store and where the system keeps an open file safe, and threads that others were forked from are left alone. Do not go back to it, or restore first.`;
}

/**
 * What may be compressed beside the Codex versions found: the lowest rules (safety.md, Codex versions), but for what only
 * threads tell of an older one than any that reads compressed threads: beside something newer it asks for leases.
 */
export function codexGateOf(found: readonly CodexFound[]): CodexGate {
  const sorted = [...found].sort(older);
  const [lowest] = sorted;
  if (lowest === undefined) return { rule: 'no_fork_bases', lowest: null, found: [], message: NONE_FOUND };
  const present = sorted.find((one) => !isPast(one)) ?? lowest;
  const rule = ruleOf(parseCodexVersion(present.version));
  if (present === lowest || rule === 'refused') {
    return { rule, lowest: present.version, found: sorted, message: messageOf(rule, present) };
  }
  return { rule: 'leases_only', lowest: lowest.version, found: sorted, message: pastMessage(lowest) };
}

/** What a gate asks of every thread that is to be compressed. */
export type GateDemands = {
  /** Why none may be; `null`: they may. */
  readonly refusal: string | null;
  /** Why a thread that another one's `history_base` names is left alone; `null`: it need not be. */
  readonly forkBase: string | null;
  /** Only where a lease keeps the file safe from openers during its swap. */
  readonly needsLease: boolean;
  /** Only while no Codex runs that may be on this store. */
  readonly needsQuiet: boolean;
};

export function demandsOf({ rule, lowest, message }: CodexGate): GateDemands {
  const which = lowest === null ? 'an older Codex' : `Codex ${lowest}`;
  const forkBase = `Other threads were forked from this one, and ${which} could not read them any more. Codex 0.155 or newer can.`;
  return {
    refusal: rule === 'refused' ? message : null,
    forkBase: rule === 'everything' ? null : forkBase,
    needsLease: rule === 'leases_only' || lowest === null,
    needsQuiet: rule === 'leases_only',
  };
}
