import { join } from 'node:path';
import type { Usage } from '#contract/store';
import { STORE_ROOTS } from '../model/rolloutName';
import type { FileState, FileSystem } from '../ports';

export type OtherFiles = Usage['otherFiles'];

export type MeasureOtherOptions = {
  readonly fs: FileSystem;
  readonly home: string;
  readonly shouldStop: () => boolean;
};

/** Beyond this many names the smallest are added up as one. */
const MAX_NAMES = 100;
const THE_REST = 'other files';
const MAX_DEPTH = 64;

type Sum = { bytes: bigint; readonly linked: Set<string> };

/** A file with several names takes its room once. */
function addOnce(sum: Sum, state: FileState): void {
  if (state.nlink > 1 && state.kind !== 'directory') {
    const identity = `${String(state.dev)}:${String(state.ino)}`;
    if (sum.linked.has(identity)) return;
    sum.linked.add(identity);
  }
  sum.bytes += state.allocatedBytes;
}

function lookUp(fs: FileSystem, path: string): FileState | null {
  try {
    return fs.lstat(path);
  } catch {
    return null; // not to be looked at: it cannot be counted either
  }
}

function namesIn(fs: FileSystem, path: string): readonly string[] {
  try {
    return fs.readDirectory(path).map((entry) => entry.name);
  } catch {
    return []; // unreadable, or gone meanwhile: what cannot be seen is not counted
  }
}

/** Adds up a tree with a stack of its own; `false` if it was stopped. */
function addTree(options: MeasureOtherOptions, root: string, sum: Sum): boolean {
  const { fs, shouldStop } = options;
  const stack = [{ path: root, depth: 0 }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (shouldStop()) return false;
    const state = lookUp(fs, at.path);
    if (state === null) continue;
    addOnce(sum, state);
    if (state.kind !== 'directory' || at.depth >= MAX_DEPTH) continue;
    for (const name of namesIn(fs, at.path)) stack.push({ path: join(at.path, name), depth: at.depth + 1 });
  }
  return true;
}

function foldRest(files: OtherFiles): OtherFiles {
  const sorted = files.filter((file) => file.physicalBytes > 0).sort((a, b) => b.physicalBytes - a.physicalBytes);
  if (sorted.length <= MAX_NAMES) return sorted;
  const rest = sorted.slice(MAX_NAMES - 1).reduce((sum, file) => sum + file.physicalBytes, 0);
  return [...sorted.slice(0, MAX_NAMES - 1), { name: THE_REST, physicalBytes: rest }];
}

/**
 * What Codex keeps in its home besides threads, by the name right under the home, in allocated bytes. Links are not
 * followed. `null`: it was stopped.
 */
export function measureOther(options: MeasureOtherOptions): OtherFiles | null {
  const { fs, home } = options;
  const files: OtherFiles = [];
  const linked = new Set<string>();
  for (const name of namesIn(fs, home)) {
    if (STORE_ROOTS.some((root) => root === name)) continue;
    const sum: Sum = { bytes: 0n, linked };
    if (!addTree(options, join(home, name), sum)) return null;
    files.push({ name, physicalBytes: Number(sum.bytes) });
  }
  return foldRest(files);
}
