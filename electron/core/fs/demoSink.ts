import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setMtime } from './likeness';
import type { DemoSink, FileAttributes, WrittenFile } from '#core/demo/demoSink';

/** The folder for a demo store holds something already, or is no folder. */
export class DemoFolderError extends Error {
  override readonly name = 'DemoFolderError';
}

/**
 * A sink that writes below `root`, which must be missing or an empty folder.
 * @throws DemoFolderError otherwise: a demo store never mixes with what is there.
 */
export function createDemoSink(root: string): DemoSink {
  refuseOccupied(root);
  const made: string[] = [];

  const makeDirectory = (relative: string): void => {
    const first = fs.mkdirSync(path.join(root, relative), { recursive: true });
    if (first === undefined) return;
    for (let folder = path.join(root, relative); folder.length >= first.length; folder = path.dirname(folder)) {
      made.push(folder);
    }
  };

  return {
    makeDirectory: async (relative) => {
      makeDirectory(relative);
      await setImmediate();
    },
    writeFile: async (relative, chunks, attributes) => {
      makeDirectory(path.dirname(relative));
      const file = path.join(root, relative);
      const descriptor = fs.openSync(file, 'wx');
      made.push(file);
      try {
        return await fill(descriptor, chunks, attributes);
      } finally {
        fs.closeSync(descriptor);
      }
    },
    discard: async () => {
      // Longer paths first: a folder can only go after what lies in it.
      for (const entry of made.sort((a, b) => b.length - a.length)) removeIfOurs(entry);
      made.length = 0;
      await setImmediate();
    },
  };
}

function refuseOccupied(root: string): void {
  const stats = fs.statSync(root, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory())
    throw new DemoFolderError(`${root} is not a folder. Choose another place for the demo store.`);
  if (fs.readdirSync(root).length === 0) return;
  throw new DemoFolderError(`${root} is not empty. A demo store needs a new or empty folder: choose another one.`);
}

/** Writes chunk after chunk; other work of the process comes in between. */
async function fill(
  descriptor: number,
  chunks: Iterable<Uint8Array>,
  { mode, mtimeNs }: FileAttributes,
): Promise<WrittenFile> {
  for (const chunk of chunks) {
    for (let done = 0; done < chunk.length;) done += fs.writeSync(descriptor, chunk, done);
    await setImmediate();
  }
  fs.fchmodSync(descriptor, mode);
  setMtime(descriptor, mtimeNs);
  const stats = fs.fstatSync(descriptor, { bigint: true });
  return { bytes: Number(stats.size), mtimeNs: stats.mtimeNs };
}

/** What others put into our folders stays, and so does the folder around it. */
function removeIfOurs(entry: string): void {
  const stats = fs.lstatSync(entry, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) fs.unlinkSync(entry);
  else if (fs.readdirSync(entry).length === 0) fs.rmdirSync(entry);
}
