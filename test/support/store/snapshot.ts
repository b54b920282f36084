import fs from 'node:fs';
import path from 'node:path';
import { digestContent, digestFile } from './storeFile';

/** One entry of a folder, as it was. */
type SnapshotEntry =
  | {
      readonly kind: 'file';
      readonly sha256: string;
      readonly bytes: number;
      readonly mtimeNs: bigint;
      readonly mode: number;
    }
  | { readonly kind: 'directory'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other'; readonly mode: number };

/** Paths relative to the store, with slashes, in order. */
export type Snapshot = ReadonlyMap<string, SnapshotEntry>;

/** Everything below a store, with the content of each file. A file that may not be read has the hash "unreadable". */
export function snapshotStore(home: string): Snapshot {
  const snapshot = new Map<string, SnapshotEntry>();
  for (const file of entriesBelow(home)) snapshot.set(relative(home, file), snapshotEntry(file));
  return snapshot;
}

/**
 * What differs, a sentence each; nothing when both are the same. Times of directories do not count. `ignore` leaves out
 * paths, for example those of lock files.
 */
export function compareSnapshots(
  before: Snapshot,
  after: Snapshot,
  ignore: (file: string) => boolean = () => false,
): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((file) => !ignore(file)).sort();
  return paths.flatMap((file) => {
    const [old, now] = [before.get(file), after.get(file)];
    if (old === undefined) return [`${file} is new (${now?.kind ?? 'nothing'})`];
    if (now === undefined) return [`${file} is gone (${old.kind})`];
    const changes = differences(old, now);
    return changes.length > 0 ? [`${file}: ${changes.join(', ')}`] : [];
  });
}

/** What each rollout decodes to, under its plain name, whatever its representation: Codex reads the plain file first. */
export type ContentSnapshot = ReadonlyMap<string, RolloutContents>;
type RolloutContents = {
  /** SHA-256 of the plain file; null when there is none. */
  readonly plain: string | null;
  /** SHA-256 of what the compressed file decodes to; "damaged" when it does not; null when there is none. */
  readonly compressed: string | null;
};

export function snapshotContents(home: string): ContentSnapshot {
  const contents = new Map<string, RolloutContents>();
  for (const file of entriesBelow(home)) {
    const name = relative(home, file);
    const match = /^(?<plain>.*\/rollout-[^/]*\.jsonl)(?<zst>\.zst)?$/.exec(name);
    if (match?.groups === undefined || !fs.lstatSync(file).isFile()) continue;
    const { plain = '', zst } = match.groups;
    const known = contents.get(plain) ?? { plain: null, compressed: null };
    const sha256 = digestContent(file)?.sha256 ?? 'damaged';
    contents.set(plain, zst === undefined ? { ...known, plain: sha256 } : { ...known, compressed: sha256 });
  }
  return contents;
}

/** The rollouts of which no representation holds the old content any more, a sentence each. */
export function lostContents(before: ContentSnapshot, after: ContentSnapshot): readonly string[] {
  return [...before].flatMap(([file, old]) => {
    const truth = old.plain ?? old.compressed;
    const now = after.get(file);
    if (now === undefined) return [`${file} is gone in both representations`];
    return now.plain === truth || now.compressed === truth ? [] : [`${file} has another content`];
  });
}

function* entriesBelow(folder: string): Generator<string> {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    yield file;
    if (entry.isDirectory()) yield* entriesBelow(file);
  }
}

function relative(home: string, file: string): string {
  return path.relative(home, file).split(path.sep).join('/');
}

function snapshotEntry(file: string): SnapshotEntry {
  const stats = fs.lstatSync(file, { bigint: true });
  const mode = Number(stats.mode) & 0o7777;
  if (stats.isDirectory()) return { kind: 'directory', mode };
  if (stats.isSymbolicLink()) return { kind: 'link', target: fs.readlinkSync(file) };
  if (!stats.isFile()) return { kind: 'other', mode };
  return { kind: 'file', mode, mtimeNs: stats.mtimeNs, bytes: Number(stats.size), sha256: hashOrNote(file) };
}

function hashOrNote(file: string): string {
  try {
    return digestFile(file).sha256;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return 'unreadable';
    throw error;
  }
}

function differences(old: SnapshotEntry, now: SnapshotEntry): readonly string[] {
  const before: Readonly<Record<string, unknown>> = old;
  const after: Readonly<Record<string, unknown>> = now;
  const facts = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return facts
    .filter((fact) => before[fact] !== after[fact])
    .map((fact) => `${fact} was ${shown(fact, before[fact])}, is ${shown(fact, after[fact])}`);
}

function shown(fact: string, value: unknown): string {
  if (fact === 'mode' && typeof value === 'number') return value.toString(8);
  return String(value);
}
