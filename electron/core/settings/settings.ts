import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { failure } from '#contract/errors';
import { lockOrClose } from '../locks/storeLocks';
import type { Effects, FileSystem } from '../ports';
import { hasCode } from '../rollout/outcome';

/** What a person chose, kept in `settings.json` of Coldpress's data directory. */
const settingsSchema = z.object({
  v: z.literal(1),
  /** The store that was chosen by hand; `null`: the one that Codex would use. */
  home: z.string().nullable(),
  /** When the promise was read and the first compression agreed to. */
  promiseAcceptedAtMs: z.number().nullable(),
  /** Decoded bytes that the scheduled verification may read in 24 hours; 0 switches it off. */
  scrubBytesPerDay: z.int().nonnegative().default(2e9),
});
export type Settings = z.infer<typeof settingsSchema>;

const DEFAULT_SETTINGS: Settings = settingsSchema.parse({ v: 1, home: null, promiseAcceptedAtMs: null });

const MAX_BYTES = 1024 * 1024;

function settingsFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'settings.json');
}

function readSmallFile(fs: FileSystem, file: string): Uint8Array | null {
  let fd: number;
  try {
    fd = fs.open(file, 'read');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    const buffer = new Uint8Array(Math.min(Number(fs.fstat(fd).size), MAX_BYTES));
    let done = 0;
    for (let read = 1; read > 0 && done < buffer.byteLength; done += read) {
      read = fs.read(fd, buffer.subarray(done), done);
    }
    return buffer.subarray(0, done);
  } finally {
    fs.close(fd);
  }
}

/** The settings, or the defaults where there are none yet. Throws where the file is there and not understood. */
export function readSettings(fs: FileSystem, dataDirectory: string): Settings {
  const bytes = readSmallFile(fs, settingsFile(dataDirectory));
  if (bytes === null) return DEFAULT_SETTINGS;
  try {
    return settingsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    const hint = 'Correct the file, or move it away: Coldpress then starts with its defaults.';
    const why = error instanceof Error ? error.message : String(error);
    throw failure('INTERNAL', `The settings in ${settingsFile(dataDirectory)} cannot be read: ${why}`, hint);
  }
}

const TEMPORARY = /^settings\.json\.[0-9a-f]{12}\.tmp$/;

/** Runs `work` on an open file that is locked meanwhile; `null`, with nothing done, where another holds it. */
function locked<T>(effects: Effects, fd: number, work: () => T): T | null {
  const lock = lockOrClose(effects, fd);
  if (lock === null) return null;
  try {
    return work();
  } finally {
    lock.release();
  }
}

/** Removes the temporaries that crashes left: those that nobody who is writing one has locked. */
function removeStale(effects: Effects, dataDirectory: string): void {
  const { fs } = effects;
  for (const { name } of fs.readDirectory(dataDirectory)) {
    if (!TEMPORARY.test(name)) continue;
    const file = path.join(dataDirectory, name);
    try {
      locked(effects, fs.open(file, 'readWrite'), () => fs.unlink(file));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error; // it has been put in its place, or removed by another
    }
  }
}

/**
 * Replaces the settings as a whole, durably: a crash leaves the old ones or the new ones, and a temporary that the next
 * writing removes; an error the old ones and no temporary.
 */
export function writeSettings(effects: Effects, dataDirectory: string, settings: Settings): void {
  const { fs } = effects;
  fs.makeDirectory(dataDirectory, 0o700);
  removeStale(effects, dataDirectory);
  const file = settingsFile(dataDirectory);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const fd = fs.open(temporary, 'createExclusive');
    const written = locked(effects, fd, () => {
      fs.writeAll(fd, new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`));
      fs.fsync(fd);
      fs.moveReplacing(temporary, file);
      return true;
    });
    if (written === null) throw new Error(`another program has locked our new file ${temporary}`);
  } catch (error) {
    if (fs.lstat(temporary) !== null) fs.unlink(temporary);
    throw error;
  }
  fs.syncDirectory(dataDirectory);
}
