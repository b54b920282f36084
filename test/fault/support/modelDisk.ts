/**
 * What a disk holds, and what of it a power cut would leave: a file's content since its last fsync and a directory's
 * entries since its last fsync are only in memory. Values in, values out; every change gives new contents, so that a
 * copy of the maps is a snapshot.
 */
export type Meta = {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
};

type FileNode = {
  readonly kind: 'file';
  readonly content: Buffer;
  readonly meta: Meta;
  /** As of the last fsync; `null`: never synced. */
  readonly synced: { readonly content: Buffer; readonly meta: Meta } | null;
};

/** One directory operation, which the disk takes as a whole; `null` takes a name away. */
export type EntryChange = { readonly order: number; readonly entries: readonly (readonly [string, number | null])[] };

type DirectoryNode = {
  readonly kind: 'directory';
  readonly meta: Meta;
  readonly synced: ReadonlyMap<string, number>;
  readonly pending: readonly EntryChange[];
};

export type Disk = ReadonlyMap<number, FileNode | DirectoryNode>;
export type { DirectoryNode, FileNode };

export const ROOT_INO = 1;

function apply(entries: Map<string, number>, change: EntryChange): void {
  for (const [name, ino] of change.entries) {
    if (ino === null) entries.delete(name);
    else entries.set(name, ino);
  }
}

export function entriesOf({ synced, pending }: DirectoryNode): ReadonlyMap<string, number> {
  const entries = new Map(synced);
  for (const change of pending) apply(entries, change);
  return entries;
}

/** What became of content that was not synced when the power went. */
export type Fate = 'synced' | 'whole' | 'half' | 'zeros';
export const FATES: readonly Fate[] = ['synced', 'whole', 'half', 'zeros'];

export type Survival = {
  readonly keeps: (change: EntryChange) => boolean;
  readonly fate: (ino: number) => Fate;
};

const NOTHING = Buffer.alloc(0);

/** How many bytes are the same as at the last fsync: those are on the disk, whatever was written behind them. */
function syncedLength(content: Buffer, synced: Buffer): number {
  const both = Math.min(content.byteLength, synced.byteLength);
  if (content.subarray(0, both).equals(synced.subarray(0, both))) return both;
  return content.findIndex((byte, at) => byte !== synced[at]);
}

function fileAfter(node: FileNode, fate: Fate): FileNode {
  const { content, meta } = node;
  const synced = node.synced?.content ?? NOTHING;
  const old = { content: synced, meta: node.synced?.meta ?? meta };
  const from = syncedLength(content, synced);
  const made = {
    synced: () => old,
    whole: () => ({ content, meta }),
    half: () => ({ content: content.subarray(0, from + ((content.byteLength - from) >> 1)), meta: old.meta }),
    zeros: () => ({ content: Buffer.concat([content.subarray(0, from)], content.byteLength), meta }),
  }[fate]();
  return { kind: 'file', ...made, synced: made };
}

/** The disk after a power cut: everything on it is synced. What no name leads to is gone. */
export function afterPowerCut(disk: Disk, survival: Survival): Disk {
  const left = new Map<number, FileNode | DirectoryNode>();
  const visit = (ino: number): void => {
    const node = disk.get(ino);
    if (node === undefined || left.has(ino)) return;
    if (node.kind === 'file') {
      left.set(ino, fileAfter(node, survival.fate(ino)));
      return;
    }
    const entries = new Map(node.synced);
    for (const change of node.pending) if (survival.keeps(change)) apply(entries, change);
    left.set(ino, { ...node, synced: entries, pending: [] });
    for (const child of entries.values()) visit(child);
  };
  visit(ROOT_INO);
  return left;
}

/** Every directory operation that is not synced, in the order in which they were done. */
export function pendingOf(disk: Disk): readonly EntryChange[] {
  const changes = Array.from(disk.values()).flatMap((node) => (node.kind === 'directory' ? node.pending : []));
  return changes.sort((a, b) => a.order - b.order);
}

function isDirty({ content, meta, synced }: FileNode): boolean {
  return synced === null || !synced.content.equals(content) || synced.meta !== meta;
}

/** The files with content, or mode or time, that is not synced. */
export function dirtyOf(disk: Disk): readonly number[] {
  return Array.from(disk).flatMap(([ino, node]) => (node.kind === 'file' && isDirty(node) ? [ino] : []));
}
