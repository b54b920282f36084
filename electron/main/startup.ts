import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { StoreView } from '#contract/store';

/** Which store the engine opens when it starts. `default`: the last chosen one, `$CODEX_HOME` or `~/.codex`, as the engine decides. */
export type StoreChoice =
  | { readonly kind: 'default' }
  | { readonly kind: 'home'; readonly home: string; readonly isDemo: boolean }
  | { readonly kind: 'newDemo' };

type Invocation = { readonly argv: readonly string[]; readonly cwd: string };

/** Reads `--home DIR` and `--demo` from the app's command line; Chromium's own switches around them are left alone. */
export function readStoreChoice({ argv, cwd }: Invocation): StoreChoice {
  const { values } = parseArgs({
    args: [...argv],
    options: { home: { type: 'string' }, demo: { type: 'boolean' } },
    strict: false,
  });
  if (typeof values['home'] === 'string' && values['home'] !== '') {
    return { kind: 'home', home: resolve(cwd, values['home']), isDemo: false };
  }
  return values['demo'] === true ? { kind: 'newDemo' } : { kind: 'default' };
}

/** With which store an engine that died comes back: the one that was open, so that a demo stays the same demo. */
export function storeAfter(view: StoreView): StoreChoice {
  if (view.kind === 'none' || view.source === 'env' || view.source === 'default') return { kind: 'default' };
  return { kind: 'home', home: view.home, isDemo: view.source === 'demo' };
}

/** The home that a second start of the app sent over; `null` where it named none. */
export function homeOfSecondStart(sent: unknown): string | null {
  if (typeof sent !== 'object' || sent === null || !('home' in sent)) return null;
  return typeof sent.home === 'string' ? sent.home : null;
}

/**
 * Electron's own profile: window state, log, Chromium's caches, and the single-instance lock. It lies in the data
 * directory that `COLDPRESS_DATA` names, so that two of them can be open side by side. The engine reads the same variable.
 */
export function chooseProfile(env: Readonly<Record<string, string | undefined>>, userData: string): string {
  const given = env['COLDPRESS_DATA'];
  // On macOS the engine's files lie in Electron's usual folder, hence a folder of its own in any case.
  return join(given === undefined || given === '' ? userData : resolve(given), 'window');
}

/** The engine's command line. Where its data lie is the engine's own knowledge, shared with the command line's. */
export function engineArguments(store: StoreChoice): readonly string[] {
  switch (store.kind) {
    case 'home':
      return ['--home', store.home, ...(store.isDemo ? ['--demo'] : [])];
    case 'newDemo':
      return ['--demo'];
    case 'default':
      return [];
  }
}
