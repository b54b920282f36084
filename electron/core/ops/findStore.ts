import { join, resolve } from 'node:path';
import type { AppError, ErrorCode } from '#contract/errors';
import { err, ok } from '#contract/result';
import type { Result } from '#contract/result';
import type { LookedPlace } from '#contract/store';
import { errorCodeOf } from '../fs/errorCode';
import { STORE_ROOTS } from '../model/rolloutName';
import type { FileSystem } from '../ports';

/** `home` is the real path: all links above it are resolved, once. */
export type Home = { readonly home: string };

/** What Codex leaves in its home besides threads; one of them tells an empty store from some other folder. */
const MARKS = /^(config\.toml|auth\.json|history\.jsonl|session_index\.jsonl|thread-writer-locks|state_\d+\.sqlite)$/;

const CHOOSE = 'Choose the folder where Codex keeps its data, usually .codex in your home folder.';

function failed(code: ErrorCode, message: string, hint: string): (path: string) => Result<never> {
  return (path) => err({ code, message, hint, path } satisfies AppError);
}

function readNames(fs: FileSystem, home: string): readonly string[] {
  return fs.readDirectory(home).map((entry) => entry.name);
}

function explain(error: unknown, path: string): Result<never> {
  const code = errorCodeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'ELOOP':
      return failed(
        'STORE_NOT_FOUND',
        `There is nothing at ${path}.`,
        `Connect its disk if it is away. ${CHOOSE}`,
      )(path);
    case 'ENOTDIR':
      return failed('NOT_A_DIRECTORY', `${path} is not a folder.`, CHOOSE)(path);
    case 'EACCES':
    case 'EPERM': {
      const hint = 'Run Coldpress as the owner of this folder, or give yourself the right to read it.';
      return failed('PERMISSION_DENIED', `Permission to read ${path} is denied.`, hint)(path);
    }
    default: {
      const hint = 'Check the disk that it is on, then try again.';
      return failed('STORE_NOT_FOUND', `${path} cannot be read (${code}).`, hint)(path);
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
    if (fs.lstat(home)?.kind !== 'directory')
      return failed('NOT_A_DIRECTORY', `${path} is not a folder.`, CHOOSE)(path);
    const names = readNames(fs, home);
    const codexHome = names.some((name) => MARKS.test(name) || STORE_ROOTS.some((root) => root === name));
    if (codexHome) return ok({ home });
    return failed('NOT_A_CODEX_HOME', `${path} is a folder, but nothing in it is from Codex.`, CHOOSE)(path);
  } catch (error) {
    return explain(error, path);
  }
}

export type LookEnvironment = {
  /** The value of CODEX_HOME, if it is set. */
  readonly codexHome: string | undefined;
  readonly userHome: string;
};
export type FoundStore = Home & { readonly source: 'env' | 'default' };
export type LookResult = { readonly store: FoundStore | null; readonly looked: readonly LookedPlace[] };

const FINDINGS: Partial<Record<ErrorCode, string>> = {
  STORE_NOT_FOUND: 'not there',
  NOT_A_DIRECTORY: 'not a folder',
  NOT_A_CODEX_HOME: 'a folder, but not one of Codex',
  PERMISSION_DENIED: 'no permission to read it',
};

function findingOf(found: Result<Home>): string {
  return found.ok ? 'a Codex store' : (FINDINGS[found.error.code] ?? found.error.message);
}

/** `~` for the user's own home: shorter, and what the documentation of Codex says. */
function shown(path: string, userHome: string): string {
  return path === userHome || path.startsWith(`${userHome}/`) ? `~${path.slice(userHome.length)}` : path;
}

/** Looks where Codex itself looks: `$CODEX_HOME`, which rules if it is set, else `~/.codex`. */
export function lookForStore(fs: FileSystem, { codexHome, userHome }: LookEnvironment): LookResult {
  const looked: LookedPlace[] = [];
  if (codexHome === undefined || codexHome === '') {
    looked.push({ place: '$CODEX_HOME', finding: 'not set', found: false });
  } else {
    const found = inspectHome(fs, codexHome);
    const place = `$CODEX_HOME (${shown(codexHome, userHome)})`;
    looked.push({ place, finding: findingOf(found), found: found.ok });
    if (found.ok) return { store: { ...found.value, source: 'env' }, looked };
  }
  const found = inspectHome(fs, join(userHome, '.codex'));
  looked.push({ place: '~/.codex', finding: findingOf(found), found: found.ok });
  return { store: found.ok ? { ...found.value, source: 'default' } : null, looked };
}
