import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { failure } from '#contract/errors';
import type { FileSystem } from '../ports';
import { hasCode } from '../rollout/outcome';

/** What a person chose, kept in `settings.json` of Coldpress's data directory. */
const settingsSchema = z.object({
  v: z.literal(1),
  /** The store that was chosen by hand; `null`: the one that Codex would use. */
  home: z.string().nullable(),
  /** When the promise was read and the first compression agreed to. */
  promiseAcceptedAtMs: z.number().nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

const DEFAULT_SETTINGS: Settings = { v: 1, home: null, promiseAcceptedAtMs: null };

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

/** Replaces the settings as a whole, durably: a crash leaves the old ones or the new ones, an error the old ones and no temporary. */
export function writeSettings(fs: FileSystem, dataDirectory: string, settings: Settings): void {
  fs.makeDirectory(dataDirectory, 0o700);
  const file = settingsFile(dataDirectory);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const fd = fs.open(temporary, 'createExclusive');
    try {
      fs.writeAll(fd, new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`));
      fs.fsync(fd);
    } finally {
      fs.close(fd);
    }
    fs.moveReplacing(temporary, file);
  } catch (error) {
    if (fs.lstat(temporary) !== null) fs.unlink(temporary);
    throw error;
  }
  fs.syncDirectory(dataDirectory);
}
