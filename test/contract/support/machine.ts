import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { systemEffects } from '#core/systemEffects';
import type { Cleanup } from '../../support/store/temporaryFolder';
import { OUT, ROOT } from './coldpress';
import type { RunOptions } from './coldpress';

/** Tests that need a disk of their own, or to be somebody else, need root; the test machine gives it. */
function mount(options: readonly string[], target: string, context: Cleanup): void {
  execFileSync('mount', [...options, target]);
  context.onTestFinished(() => {
    execFileSync('umount', [target]);
  });
}

/** An empty disk of this size in memory, until the test ends. */
export function mountDisk(target: string, bytes: number, context: Cleanup): void {
  fs.mkdirSync(target, { recursive: true });
  mount(['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs'], target, context);
}

export function remount(target: string, mode: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${mode}`, target]);
}

export const OTHER_USER = 61_357;

/**
 * Runs the command line as another user, who finds Node and the program below `folder`: he may not be allowed to enter
 * the places where they really are. `owns` is given to him.
 */
export function asOther(context: Cleanup, folder: string, owns: readonly string[]): RunOptions {
  fs.chmodSync(folder, 0o755);
  const app = path.join(folder, 'app');
  fs.mkdirSync(app);
  mount(['--bind', ROOT], app, context);
  const node = path.join(folder, 'node');
  fs.writeFileSync(node, '');
  mount(['--bind', process.execPath], node, context);
  for (const place of owns) execFileSync('chown', ['-R', `${OTHER_USER}:${OTHER_USER}`, place]);
  const through = ['setpriv', `--reuid=${OTHER_USER}`, `--regid=${OTHER_USER}`, '--clear-groups', '--'];
  return { through, node, out: `${path.join(app, path.relative(ROOT, OUT))}${path.sep}`, cwd: folder };
}

/** Holds the lock of a whole compression run, as Codex's own worker does, until the test ends or `release`. */
export function holdRunLock(home: string, context: Cleanup): { readonly release: () => void } {
  const file = path.join(home, '.tmp', 'rollout-maintenance.lock');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const fd = fs.openSync(file, 'a');
  let held = systemEffects.locks.tryLock(fd);
  if (!held) throw new Error('somebody else holds the run lock');
  const release = (): void => {
    if (held) fs.closeSync(fd);
    held = false;
  };
  context.onTestFinished(release);
  return { release };
}
