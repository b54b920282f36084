import { join, resolve, sep } from 'node:path';
import type { AppError, ErrorCode } from '#contract/errors';
import { err, ok } from '#contract/result';
import type { Result } from '#contract/result';
import type { LookedPlace } from '#contract/store';
import { errorCodeOf } from '../fs/errorCode';
import { STORE_ROOTS } from '../model/rolloutName';
import type { FileSystem } from '../ports';

/** `home` is the real path, so that every way to a store has one catalog. */
export type Home = { readonly home: string };

/** What Codex leaves in its home besides threads; one of them tells an empty store from some other folder. */
const MARKS = /^(config\.toml|auth\.json|history\.jsonl|session_index\.jsonl|thread-writer-locks|state_\d+\.sqlite)$/;

const CHOOSE = 'Choose the folder where Codex keeps its data, usually .codex in your home folder.';

function explain(cause: unknown, path: string): AppError {
  const code = errorCodeOf(cause);
  switch (code) {
    case 'ENOENT':
    case 'ELOOP': {
      const hint = `Connect its disk if it is away. ${CHOOSE}`;
      return { code: 'STORE_NOT_FOUND', message: `There is nothing at ${path}.`, hint, path };
    }
    case 'ENOTDIR':
      return { code: 'NOT_A_DIRECTORY', message: `${path} is not a folder.`, hint: CHOOSE, path };
    case 'EACCES':
    case 'EPERM': {
      const hint = 'Run Coldpress as the owner of this folder, or give yourself the right to read it.';
      return { code: 'PERMISSION_DENIED', message: `Permission to read ${path} is denied.`, hint, path };
    }
    default: {
      const hint = 'Check the disk that it is on, then try again.';
      return { code: 'STORE_NOT_FOUND', message: `${path} cannot be read (${code}).`, hint, path };
    }
  }
}

/**
 * Whether a folder is a Codex home that can be scanned, or else why not and what to do. A home without any thread yet is
 * one, if Codex has left other marks in it.
 */
export function inspectHome(fs: FileSystem, folder: string): Result<Home> {
  const path = resolve(folder);
  try {
    const home = fs.realpath(path);
    if (fs.lstat(home)?.kind !== 'directory') {
      return err({ code: 'NOT_A_DIRECTORY', message: `${path} is not a folder.`, hint: CHOOSE, path });
    }
    const names = fs.readDirectory(home).map((entry) => entry.name);
    if (names.some((name) => MARKS.test(name) || STORE_ROOTS.some((root) => root === name))) return ok({ home });
    const message = `${path} is a folder, but nothing in it is from Codex.`;
    return err({ code: 'NOT_A_CODEX_HOME', message, hint: CHOOSE, path });
  } catch (cause) {
    return err(explain(cause, path));
  }
}

export type LookEnvironment = {
  /** The value of CODEX_HOME, if it is set. */
  readonly codexHome: string | undefined;
  readonly userHome: string;
};
type FoundStore = Home & { readonly source: 'env' | 'default' };
export type LookResult = { readonly store: FoundStore | null; readonly looked: readonly LookedPlace[] };

const FINDINGS: Partial<Record<ErrorCode, string>> = {
  STORE_NOT_FOUND: 'not there',
  NOT_A_DIRECTORY: 'not a folder',
  NOT_A_CODEX_HOME: 'a folder, but not one of Codex',
  PERMISSION_DENIED: 'no permission to read it',
};

function looked(place: string, found: Result<Home>): LookedPlace {
  const finding = found.ok ? 'a Codex store' : (FINDINGS[found.error.code] ?? found.error.message);
  return { place, finding, found: found.ok };
}

/** `~` for the user's own home: shorter, and what the documentation of Codex says. */
function shown(path: string, userHome: string): string {
  const inside = path === userHome || path.startsWith(userHome + sep);
  return inside ? `~${path.slice(userHome.length)}` : path;
}

/** Looks where Codex itself looks: `$CODEX_HOME`, which rules if it is set, else `~/.codex`. */
export function lookForStore(fs: FileSystem, { codexHome = '', userHome }: LookEnvironment): LookResult {
  const standard = join(userHome, '.codex');
  if (codexHome === '') {
    const found = inspectHome(fs, standard);
    const notSet: LookedPlace = { place: '$CODEX_HOME', finding: 'not set', found: false };
    const store: FoundStore | null = found.ok ? { ...found.value, source: 'default' } : null;
    return { store, looked: [notSet, looked(shown(standard, userHome), found)] };
  }
  const found = inspectHome(fs, codexHome);
  const place = looked(`$CODEX_HOME (${shown(codexHome, userHome)})`, found);
  if (found.ok) return { store: { ...found.value, source: 'env' }, looked: [place] };
  // Codex would use nothing else, so nothing else is opened; but it is good to know what is there.
  return { store: null, looked: [place, looked(shown(standard, userHome), inspectHome(fs, standard))] };
}
