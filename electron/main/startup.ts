import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Which store the engine opens when it starts. `default`: the last chosen one, `$CODEX_HOME` or `~/.codex`, as the engine decides. */
export type StoreChoice =
  { readonly kind: 'default' } | { readonly kind: 'home'; readonly home: string } | { readonly kind: 'demo' };

type Invocation = { readonly argv: readonly string[]; readonly cwd: string };

/** Reads `--home DIR` and `--demo` from the app's command line; Chromium's own switches around them are left alone. */
export function readStoreChoice({ argv, cwd }: Invocation): StoreChoice {
  const { values } = parseArgs({
    args: [...argv],
    options: { home: { type: 'string' }, demo: { type: 'boolean' } },
    strict: false,
  });
  if (typeof values['home'] === 'string' && values['home'] !== '') {
    return { kind: 'home', home: resolve(cwd, values['home']) };
  }
  return values['demo'] === true ? { kind: 'demo' } : { kind: 'default' };
}

/** Checks what a second start of the app sent over. */
export function isStoreChoice(value: unknown): value is StoreChoice {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'home') return 'home' in value && typeof value.home === 'string';
  return value.kind === 'default' || value.kind === 'demo';
}

export type Folders = {
  /** Electron's own profile: window state, log, Chromium's caches, and the single-instance lock. */
  readonly profile: string;
  /** Coldpress's catalog, ledger and settings, shared with the command line. */
  readonly data: string;
};

/** `COLDPRESS_DATA` names the data directory; the profile then lies in it, so that two data directories can be open side by side. */
export function chooseFolders(env: Readonly<Record<string, string | undefined>>, userData: string): Folders {
  const given = env['COLDPRESS_DATA'];
  if (given === undefined || given === '') return { profile: userData, data: join(userData, 'data') };
  const data = resolve(given);
  return { profile: join(data, 'window'), data };
}

export function engineArguments(data: string, store: StoreChoice): readonly string[] {
  switch (store.kind) {
    case 'home':
      return ['--data', data, '--home', store.home];
    case 'demo':
      return ['--data', data, '--demo'];
    case 'default':
      return ['--data', data];
  }
}
