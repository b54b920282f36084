import fs from 'node:fs';
import koffi from 'koffi';
import type { FileState } from '../ports';

type Native = (...args: unknown[]) => unknown;

const PROC_ALL_PIDS = 1;
const MAX_PIDS = 4096;
const PID_BYTES = 4;

let listPids: Native | null = null;

function load(): Native {
  const prototype =
    'int proc_listpidspath(uint32_t type, uint32_t info, const char *path, uint32_t flags, _Out_ int32_t *pids, int bytes)';
  return koffi.load(null).func(prototype) as Native;
}

/** The processes that have the file at `path` open, as libproc says; `null`: it does not. */
function pidsOf(path: string): readonly number[] | null {
  listPids ??= load();
  const pids = new Int32Array(MAX_PIDS);
  const bytes = Number(listPids(PROC_ALL_PIDS, 0, path, 0, pids, pids.byteLength));
  return bytes <= 0 || bytes >= pids.byteLength ? null : [...pids.subarray(0, bytes / PID_BYTES)];
}

/**
 * macOS: who has this file open, found by libproc and by the file's number (`/.vol`). We open it ourselves meanwhile: where
 * not even that is found, nothing is believed (`null`). Processes of other users are seen by root alone. Starts no process.
 * Not tried on a Mac yet.
 */
export function holdersOnMac({ dev, ino }: FileState): readonly string[] | null {
  const path = `/.vol/${String(dev)}/${String(ino)}`;
  let fd: number;
  try {
    fd = fs.openSync(path, 'r');
  } catch {
    return null; // gone, or a file system without such names: then nobody can tell
  }
  try {
    const pids = pidsOf(path);
    if (pids?.includes(process.pid) !== true) return null;
    return pids.filter((pid) => pid !== process.pid && pid > 0).map((pid) => `process ${pid}`);
  } finally {
    fs.closeSync(fd);
  }
}
