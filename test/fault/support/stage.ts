import path from 'node:path';
import type { Clock, Effects, FileSystem } from '#core/ports';

/** Where an operation runs: a Codex home and a data directory in one file system. */
export type Stage = { readonly effects: Effects; readonly home: string; readonly data: string };

/** How much faster than real time the clock of a test goes: a hold of a second is looked at a few times only. */
const HASTE = 25;

/** A clock that stands still but for pauses; the same pauses always lead to the same time. */
export function hastyClock(nowMs: () => number): Clock {
  let elapsedMs = 0;
  return {
    nowMs: () => nowMs() + elapsedMs,
    elapsedMs: () => elapsedMs,
    pause: (ms) => {
      elapsedMs += ms * HASTE;
    },
  };
}

/** The law that was broken, in words; the caller says by which operation, effect and fault. */
export class Broken extends Error {
  constructor(law: string) {
    super(law);
    this.name = 'Broken';
  }
}

export function readWhole(fs: FileSystem, file: string): Buffer | null {
  if (fs.lstat(file) === null) return null;
  const fd = fs.open(file, 'read');
  try {
    const content = Buffer.alloc(Number(fs.fstat(fd).size));
    let done = 0;
    for (let read = 1; read > 0 && done < content.byteLength; done += read) {
      read = fs.read(fd, content.subarray(done), done);
    }
    return content.subarray(0, done);
  } finally {
    fs.close(fd);
  }
}

export type FileToMake = { readonly content: Uint8Array; readonly mode: number; readonly mtimeNs: bigint };

/** Makes a file that stood there long before: its content and its directories are on the disk. */
export function makeFile(fs: FileSystem, file: string, { content, mode, mtimeNs }: FileToMake): void {
  fs.makeDirectory(path.dirname(file), 0o755);
  const fd = fs.open(file, 'createExclusive');
  fs.writeAll(fd, content);
  fs.setMode(fd, mode);
  fs.setMtime(fd, mtimeNs);
  fs.fsync(fd);
  fs.close(fd);
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    fs.syncDirectory(folder);
  }
}

/** Every file below a folder, by its path relative to it, sorted. */
export function filesBelow(fs: FileSystem, folder: string): readonly string[] {
  if (fs.lstat(folder) === null) return [];
  const below = fs.readDirectory(folder).flatMap(({ name, kind }) => {
    if (kind !== 'directory') return [name];
    return filesBelow(fs, path.join(folder, name)).map((file) => `${name}/${file}`);
  });
  return below.sort();
}
