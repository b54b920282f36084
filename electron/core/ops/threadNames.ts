import { join } from 'node:path';
import { z } from 'zod';
import { errorCodeOf } from '../fs/errorCode';
import { oneLine } from '../model/threadTitle';
import type { FileSystem } from '../ports';

/** The names that users gave their threads, and a stamp of the file they stand in. */
export type ThreadNames = { readonly stamp: string; readonly nameOf: (id: string) => string | null };

const nameLine = z.object({ id: z.string().max(64), thread_name: z.string().nullable() });
const STEP_BYTES = 256 * 1024;
/** A line longer than this names nothing. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 10;

function takeLine(names: Map<string, string>, line: Uint8Array): void {
  let record: unknown;
  try {
    record = JSON.parse(Buffer.from(line).toString('utf8'));
  } catch {
    return; // a torn line: the next one is good again
  }
  const { data } = nameLine.safeParse(record);
  if (data === undefined) return;
  const name = oneLine(data.thread_name ?? '');
  if (name === '') names.delete(data.id);
  else names.set(data.id, name);
}

function readNames(fs: FileSystem, fd: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const step = new Uint8Array(STEP_BYTES);
  let rest: Uint8Array = new Uint8Array(0);
  for (;;) {
    const read = fs.read(fd, step, null);
    if (read === 0) break;
    const held = Buffer.concat([rest, step.subarray(0, read)]);
    let start = 0;
    for (let end = held.indexOf(NEWLINE); end !== -1; end = held.indexOf(NEWLINE, start)) {
      takeLine(names, held.subarray(start, end));
      start = end + 1;
    }
    // Of a line that is too long only its end is kept: it is no JSON, so it names nothing.
    rest = held.subarray(Math.max(start, held.byteLength - MAX_LINE_BYTES));
  }
  takeLine(names, rest);
  return names;
}

/** Reads `session_index.jsonl`: append-only, the last line about a thread wins (codex-store.md, section 2). */
export function readThreadNames(fs: FileSystem, home: string): ThreadNames {
  const path = join(home, 'session_index.jsonl');
  const state = fs.lstat(path);
  if (state?.kind !== 'file') return { stamp: 'none', nameOf: () => null };
  try {
    const fd = fs.open(path, 'read');
    try {
      const names = readNames(fs, fd);
      const stamp = `${String(state.ino)}.${String(state.size)}.${String(state.mtimeNs)}`;
      return { stamp, nameOf: (id) => names.get(id) ?? null };
    } finally {
      fs.close(fd);
    }
  } catch (error) {
    // Without names every thread still has its first message; the next scan tries again.
    return { stamp: `unreadable ${errorCodeOf(error)}`, nameOf: () => null };
  }
}
