import { join } from 'node:path';
import type { ProblemFile } from '#contract/store';
import type { Catalog } from '../catalog/catalog';
import type { KnownRollout } from '../catalog/rolloutRows';
import type { FoundDirectory, FoundFile } from '../fs/walkStore';
import { duplicateProblem } from '../model/problem';
import type { RolloutFile } from '../model/rolloutFile';
import type { FileSystem } from '../ports';
import type { PlacedRollout, RolloutInspector } from './inspectRollout';
import { physicalBytesOf, stampOf } from './inspectRollout';
import type { ScanBatch } from './scanBatch';

/** What a scan of one store works with. */
export type ScanContext = {
  readonly fs: FileSystem;
  readonly catalog: Catalog;
  readonly home: string;
  readonly inspect: RolloutInspector;
  readonly batch: ScanBatch;
  readonly nameOf: (id: string) => string | null;
  readonly isInUse: (id: string) => boolean;
  /** Threads that a job has in hand: their files are not opened and their rows not touched. */
  readonly leaveOut: ReadonlySet<string>;
  /** Threads whose rows this scan has put: the batch may know of them what the catalog does not know yet. */
  readonly arrived: Set<string>;
  readonly shouldStop: () => boolean;
};

/** Whether a rollout stands on disk at this plain path, in either form. */
export function rolloutExists(context: Pick<ScanContext, 'fs' | 'home'>, key: string): boolean {
  const path = join(context.home, key);
  return context.fs.lstat(path) !== null || context.fs.lstat(`${path}.zst`) !== null;
}

/** `sessions` before `archived_sessions`, then by path: which of two files with one id is shown as the thread. */
function comesBefore(key: string, other: string): boolean {
  const archived = key.startsWith('archived_sessions');
  if (archived !== other.startsWith('archived_sessions')) return !archived;
  return key < other;
}

function shownPath(directory: string, file: RolloutFile<FoundFile>): string {
  return `${directory}/${(file.plain ?? file.compressed)?.name ?? file.plainName}`;
}

function duplicateFile(path: string, other: string, physicalBytes: number): ProblemFile {
  return { path, ...duplicateProblem(other), physicalBytes };
}

type Arrival =
  /** Nobody else has this id, or whoever had it is gone: moved, archived. */
  | { readonly kind: 'new' }
  /** The other one is shown; this file is a problem that names it. */
  | { readonly kind: 'second'; readonly other: KnownRollout }
  /** This one is shown; the other becomes the problem. */
  | { readonly kind: 'first'; readonly other: KnownRollout };

function arrivalOf(context: ScanContext, file: RolloutFile<FoundFile>, key: string): Arrival {
  if (context.arrived.has(file.threadId)) context.batch.flush();
  let other = context.catalog.knownById(file.threadId);
  if (other === null || other.key === key || !rolloutExists(context, other.key)) return { kind: 'new' };
  // What is still in the batch may know better.
  context.batch.flush();
  other = context.catalog.knownById(file.threadId);
  if (other === null || other.key === key) return { kind: 'new' };
  return { kind: comesBefore(key, other.key) ? 'first' : 'second', other };
}

function put(context: ScanContext, placed: PlacedRollout, duplicateOf: string | null): void {
  const inspected = context.inspect(placed);
  if (inspected === null) return;
  const { id } = inspected;
  const row = { ...inspected, name: context.nameOf(id), inUse: context.isInUse(id), duplicateOf };
  context.arrived.add(id);
  context.batch.add(() => context.catalog.put(row));
}

function markSecond(context: ScanContext, { id, duplicateOf }: KnownRollout, path: string): void {
  const stale = duplicateOf === null || context.fs.lstat(join(context.home, duplicateOf)) === null;
  if (stale) context.batch.add(() => context.catalog.setDuplicateOf(id, path));
}

/** A rollout that the catalog does not know at this place; the problem file, if it is the second one of its thread. */
function takeArrival(context: ScanContext, placed: PlacedRollout): ProblemFile | null {
  const { directory, file } = placed;
  const { catalog, batch } = context;
  const arrival = arrivalOf(context, file, `${directory}/${file.plainName}`);
  const path = shownPath(directory, file);
  if (arrival.kind === 'new') {
    put(context, placed, null);
    return null;
  }
  const { other } = arrival;
  if (arrival.kind === 'second') {
    markSecond(context, other, path);
    return duplicateFile(path, other.key, physicalBytesOf(file));
  }
  put(context, placed, other.key);
  const otherDirectory = other.key.slice(0, other.key.lastIndexOf('/'));
  const problem = duplicateFile(other.key, path, other.physicalBytes);
  if (otherDirectory === directory) return problem;
  batch.add(() => catalog.putProblem(otherDirectory, problem));
  return null;
}

function takeKnown(context: ScanContext, placed: PlacedRollout, known: KnownRollout): void {
  const { file } = placed;
  const physicalBytes = physicalBytesOf(file);
  if (known.stamp !== stampOf(file)) put(context, placed, known.duplicateOf);
  else if (known.physicalBytes !== physicalBytes) {
    context.batch.add(() => context.catalog.setPhysicalBytes(known.id, physicalBytes));
  }
}

function sameProblem(a: ProblemFile, b: ProblemFile): boolean {
  return a.kind === b.kind && a.reason === b.reason && a.physicalBytes === b.physicalBytes;
}

/** Makes the catalog's problems of one directory these; writes only what differs. */
export function settleProblems(context: ScanContext, directory: string, found: readonly ProblemFile[]): void {
  const { catalog, batch } = context;
  const before = new Map(catalog.problemsInDirectory(directory).map((problem) => [problem.path, problem]));
  for (const problem of found) {
    const known = before.get(problem.path);
    before.delete(problem.path);
    if (known === undefined || !sameProblem(known, problem)) batch.add(() => catalog.putProblem(directory, problem));
  }
  for (const path of before.keys()) batch.add(() => catalog.removeProblem(path));
}

/** Brings the catalog in line with one directory that was read completely. */
export function scanDirectory(context: ScanContext, found: FoundDirectory): void {
  const { catalog, batch, leaveOut } = context;
  const directory = found.path;
  const known = new Map(catalog.knownInDirectory(directory).map((row) => [row.key, row]));
  const problems = [...found.problems];
  for (const file of found.rollouts) {
    if (context.shouldStop()) return;
    const key = `${directory}/${file.plainName}`;
    const before = known.get(key);
    known.delete(key);
    batch.count(physicalBytesOf(file));
    if (leaveOut.has(file.threadId)) continue;
    // A row of this thread that was put before belongs to another file: then this one is its second.
    if (before !== undefined && !context.arrived.has(before.id)) takeKnown(context, { directory, file }, before);
    else {
      const second = takeArrival(context, { directory, file });
      if (second !== null) problems.push(second);
    }
  }
  for (const { id, key } of known.values()) {
    if (!leaveOut.has(id)) batch.add(() => catalog.remove(id, key));
  }
  settleProblems(context, directory, problems);
}
