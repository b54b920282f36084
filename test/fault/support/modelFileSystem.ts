import path from 'node:path';
import type { Effects, FileState, FileSystem, LeaseResult, OpenMode } from '#core/ports';
import { errorOf } from './faults';
import { entriesOf, ROOT_INO } from './modelDisk';
import { hastyClock } from './stage';
import type { DirectoryNode, Disk, FileNode, Meta } from './modelDisk';

type Open = { readonly ino: number; readonly appends: boolean; position: number };

const START_NS = 1_790_000_000_000_000_000n;
const EMPTY: Disk = new Map([
  [ROOT_INO, { kind: 'directory', meta: metaOf(0o755, START_NS), synced: new Map(), pending: [] }],
]);

function metaOf(mode: number, nowNs: bigint): Meta {
  return { mode, uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0, mtimeNs: nowNs, ctimeNs: nowNs };
}

/** A file system in memory that knows what is synced and what is not; with its locks, its leases and a clock. */
export class ModelFileSystem {
  readonly #nodes: Map<number, FileNode | DirectoryNode>;
  readonly #open = new Map<number, Open>();
  readonly #locked = new Map<number, number>();
  #nextIno: number;
  #nextFd = 100;
  #order = 0;
  #nowNs = START_NS;
  readonly #clock = hastyClock(() => Number(this.#nowNs / 1_000_000n));

  constructor(disk: Disk = EMPTY) {
    this.#nodes = new Map(disk);
    this.#nextIno = Math.max(...disk.keys()) + 1;
  }

  /** What stands on the disk and in memory at this moment. */
  snapshot(): Disk {
    return new Map(this.#nodes);
  }

  get effects(): Effects {
    return {
      fs: this.#fileSystem(),
      locks: { tryLock: (fd) => this.#tryLock(fd), unlock: (fd) => this.#unlock(fd) },
      openers: { lease: (fd) => this.#lease(fd), holders: () => [] },
      clock: this.#clock,
    };
  }

  #fileSystem(): FileSystem {
    const whole = {
      lstat: (file: string) => this.#lstat(file),
      fstat: (fd: number) => this.#stateOf(this.#opened(fd).ino),
      realpath: (file: string) => (this.#need(file), file),
      readDirectory: (folder: string) =>
        Array.from(entriesOf(this.#folder(folder).node), ([name, ino]) => ({ name, kind: this.#node(ino).kind })),
      open: (file: string, mode: OpenMode) => this.#openFile(file, mode),
      read: (fd: number, buffer: Uint8Array, position: number | null) => this.#read(fd, buffer, position),
      writeAll: (fd: number, buffer: Uint8Array) => this.#write(fd, buffer),
      truncate: (fd: number, size: number) =>
        this.#change(fd, ({ content }) => ({ content: Buffer.concat([content.subarray(0, size)], size) })),
      fsync: (fd: number) => this.#fsync(fd),
      close: (fd: number) => {
        this.#opened(fd);
        this.#unlock(fd);
        this.#open.delete(fd);
      },
      moveNoReplace: (from: string, to: string) => this.#move(from, to, false),
      moveReplacing: (from: string, to: string) => this.#move(from, to, true),
      exchange: (a: string, b: string) => this.#exchange(a, b),
      unlink: (file: string) => {
        this.#need(file);
        this.#enter([[file, null]]);
      },
      makeDirectory: (folder: string, mode: number) => this.#makeDirectory(folder, mode),
      syncDirectory: (folder: string) => {
        const { ino, node } = this.#folder(folder);
        this.#nodes.set(ino, { ...node, synced: entriesOf(node), pending: [] });
      },
      setMode: (fd: number, mode: number) => this.#setMeta(fd, { mode }),
      setOwner: (fd: number, uid: number, gid: number) => this.#setMeta(fd, { uid, gid }),
      setMtime: (fd: number, mtimeNs: bigint) => this.#setMeta(fd, { mtimeNs }),
      dropCache: (fd: number) => void this.#opened(fd),
      extendedAttributes: (file: string) => (this.#need(file), []),
      space: () => ({ totalBytes: 1e12, freeBytes: 1e12 }),
    };
    return whole;
  }

  #tick(): bigint {
    this.#nowNs += 1_000_003n;
    return this.#nowNs;
  }

  #node(ino: number): FileNode | DirectoryNode {
    const node = this.#nodes.get(ino);
    if (node === undefined) throw new Error(`the model has no inode ${ino}`);
    return node;
  }

  #opened(fd: number): Open {
    const open = this.#open.get(fd);
    if (open === undefined) throw errorOf('EBADF', `descriptor ${fd}`);
    return open;
  }

  /** The inode of a path; `null` where the last part of it is not there. */
  #find(file: string): number | null {
    let ino: number = ROOT_INO;
    const parts = file.split(path.sep).filter((part) => part !== '');
    for (const [at, part] of parts.entries()) {
      const node = this.#node(ino);
      if (node.kind !== 'directory') throw errorOf('ENOTDIR', file);
      const next = entriesOf(node).get(part);
      if (next === undefined && at < parts.length - 1) throw errorOf('ENOENT', file);
      if (next === undefined) return null;
      ino = next;
    }
    return ino;
  }

  #need(file: string): number {
    const ino = this.#find(file);
    if (ino === null) throw errorOf('ENOENT', file);
    return ino;
  }

  #folder(folder: string): { readonly ino: number; readonly node: DirectoryNode } {
    const ino = this.#need(folder);
    const node = this.#node(ino);
    if (node.kind !== 'directory') throw errorOf('ENOTDIR', folder);
    return { ino, node };
  }

  /** As lstat(2) does: `null` also where a folder on the way is missing. */
  #lstat(file: string): FileState | null {
    try {
      const ino = this.#find(file);
      return ino === null ? null : this.#stateOf(ino);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('ENOENT')) return null;
      throw error;
    }
  }

  #stateOf(ino: number): FileState {
    const node = this.#node(ino);
    const size = node.kind === 'file' ? BigInt(node.content.byteLength) : 4096n;
    const nlink = node.kind === 'file' ? this.#linksTo(ino) : 2;
    const allocatedBytes = ((size + 4095n) / 4096n) * 4096n;
    return { kind: node.kind, dev: 7n, ino: BigInt(ino), size, nlink, allocatedBytes, ...node.meta };
  }

  #linksTo(ino: number): number {
    const folders = Array.from(this.#nodes.values()).filter((node) => node.kind === 'directory');
    return folders.flatMap((node) => Array.from(entriesOf(node).values())).filter((child) => child === ino).length;
  }

  /** One directory operation: names given and taken away at once, in one folder or in two. */
  #enter(changes: readonly (readonly [string, number | null])[]): void {
    const order = (this.#order += 1);
    for (const folder of new Set(changes.map(([file]) => path.dirname(file)))) {
      const { ino, node } = this.#folder(folder);
      const here = changes.filter(([file]) => path.dirname(file) === folder);
      const entries = here.map(([file, child]) => [path.basename(file), child] as const);
      const meta = { ...node.meta, mtimeNs: this.#tick() };
      this.#nodes.set(ino, { ...node, meta, pending: [...node.pending, { order, entries }] });
    }
  }

  #openFile(file: string, mode: OpenMode | 'append'): number {
    const found = this.#find(file);
    if (found === null && (mode === 'read' || mode === 'readWrite')) throw errorOf('ENOENT', file);
    if (found !== null && mode === 'createExclusive') throw errorOf('EEXIST', file);
    const ino = found ?? this.#create(file, mode === 'readWriteCreate' ? 0o644 : 0o600);
    const fd = (this.#nextFd += 1);
    this.#open.set(fd, { ino, appends: mode === 'append', position: 0 });
    return fd;
  }

  #create(file: string, mode: number): number {
    const ino = this.#nextIno++;
    const meta = metaOf(mode, this.#tick());
    this.#nodes.set(ino, { kind: 'file', content: Buffer.alloc(0), meta, synced: null });
    this.#enter([[file, ino]]);
    return ino;
  }

  #file(fd: number): FileNode {
    const node = this.#node(this.#opened(fd).ino);
    if (node.kind !== 'file') throw errorOf('EISDIR', `descriptor ${fd}`);
    return node;
  }

  #read(fd: number, buffer: Uint8Array, position: number | null): number {
    const open = this.#opened(fd);
    const at = position ?? open.position;
    const part = this.#file(fd).content.subarray(at, at + buffer.byteLength);
    buffer.set(part);
    if (position === null) open.position += part.byteLength;
    return part.byteLength;
  }

  #write(fd: number, buffer: Uint8Array): void {
    const open = this.#opened(fd);
    this.#change(fd, ({ content }) => {
      const at = open.appends ? content.byteLength : open.position;
      open.position = at + buffer.byteLength;
      const before = Buffer.concat([content.subarray(0, at)], at);
      return { content: Buffer.concat([before, buffer, content.subarray(open.position)]) };
    });
  }

  #change(fd: number, change: (node: FileNode) => { readonly content: Buffer }): void {
    const node = this.#file(fd);
    const nowNs = this.#tick();
    const meta = { ...node.meta, mtimeNs: nowNs, ctimeNs: nowNs };
    this.#nodes.set(this.#opened(fd).ino, { ...node, ...change(node), meta });
  }

  #setMeta(fd: number, meta: Partial<Meta>): void {
    const { ino } = this.#opened(fd);
    const node = this.#node(ino);
    this.#nodes.set(ino, { ...node, meta: { ...node.meta, ...meta, ctimeNs: this.#tick() } });
  }

  #fsync(fd: number): void {
    const node = this.#file(fd);
    this.#nodes.set(this.#opened(fd).ino, { ...node, synced: { content: node.content, meta: node.meta } });
  }

  /** A new name changes ctime, as on the file systems of Linux. */
  #touchCtime(ino: number): void {
    const node = this.#node(ino);
    this.#nodes.set(ino, { ...node, meta: { ...node.meta, ctimeNs: this.#tick() } });
  }

  #move(from: string, to: string, replaces: boolean): void {
    const ino = this.#need(from);
    if (!replaces && this.#find(to) !== null) throw errorOf('EEXIST', to);
    this.#touchCtime(ino);
    this.#enter([
      [to, ino],
      [from, null],
    ]);
  }

  #exchange(a: string, b: string): boolean {
    const [inoA, inoB] = [this.#need(a), this.#need(b)];
    for (const ino of [inoA, inoB]) this.#touchCtime(ino);
    this.#enter([
      [a, inoB],
      [b, inoA],
    ]);
    return true;
  }

  #makeDirectory(folder: string, mode: number): void {
    if (this.#lstat(folder) !== null) return;
    if (this.#lstat(path.dirname(folder)) === null) this.#makeDirectory(path.dirname(folder), mode);
    const ino = this.#nextIno++;
    this.#nodes.set(ino, { kind: 'directory', meta: metaOf(mode, this.#tick()), synced: new Map(), pending: [] });
    this.#enter([[folder, ino]]);
  }

  #tryLock(fd: number): boolean {
    const { ino } = this.#opened(fd);
    const holder = this.#locked.get(ino);
    if (holder !== undefined && holder !== fd) return false;
    this.#locked.set(ino, fd);
    return true;
  }

  #unlock(fd: number): void {
    const { ino } = this.#opened(fd);
    if (this.#locked.get(ino) === fd) this.#locked.delete(ino);
  }

  #lease(fd: number): LeaseResult {
    const { ino } = this.#opened(fd);
    const others = Array.from(this.#open).filter(([other, open]) => other !== fd && open.ino === ino);
    if (others.length > 0) return { kind: 'busy' };
    const lease = {
      kind: 'held' as const,
      isWhole: () => true,
      state: () => 'whole' as const,
      letReadersIn: () => undefined,
      takeAgain: () => true,
      release: () => undefined,
    };
    return lease;
  }
}
