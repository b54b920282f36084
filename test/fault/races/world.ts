import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zstd from 'zstd-napi/binding.js';
import { HOLD_SUFFIX } from '#core/rollout/place';
import { createDecoder } from '#core/zstd/codec';
import { ID, NAME, PLAIN_PATH, rolloutText } from '../../support/rolloutFixture';
import { skippableFrame } from '../../support/store/zstdFrames';
import { createLeaseBook } from './leases';
import type { LeaseBook } from './leases';

/** Where one thread can stand, and what everybody in one schedule shares. */
export type World = {
  readonly home: string;
  readonly data: string;
  /** The two directories of the thread: `sessions/…` first. */
  readonly directories: readonly [string, string];
  readonly leases: LeaseBook;
  /** Nanoseconds do not matter to it: milliseconds that the schedule let pass, from the real time on. */
  readonly clock: { nowMs: number };
  /** What happened, a line each, for the one who reads a schedule that failed. */
  readonly trace: string[];
  /** What the thread has to say: what it said at first, and each acknowledged line. */
  readonly expected: { text: string; readonly lines: string[]; deleted: boolean };
  /** Fails where the thread stands neither under a name that Codex reads nor on hold, though nobody deleted it. */
  readonly checkStands: () => void;
};

/** What the thread can stand under; the last two are put back by recovery. */
const NAMES = [NAME, `${NAME}.zst`, NAME + HOLD_SUFFIX, `${NAME}.zst${HOLD_SUFFIX}`];
export const FIRST_TEXT = rolloutText(12);
const OLD = 1_760_000_000;
/** Memory, where there is some to be had: thousands of schedules must not wait for a disk. */
const FOLDER = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const decoder = createDecoder();

export function decodeAll(bytes: Uint8Array): string {
  const parts: Buffer[] = [];
  decoder.reset();
  const { ended } = decoder.decode(bytes, (part) => parts.push(Buffer.from(part)));
  if (bytes.byteLength === 0 || !ended) throw new Error('the compressed file ends early');
  return Buffer.concat(parts).toString('utf8');
}

/** A frame without a checksum, as Codex makes them, and room to spare: pressing it again must have something to gain. */
export function pressLoosely(content: Uint8Array): Uint8Array {
  const target = new Uint8Array(content.byteLength + 512);
  const frame = target.slice(0, zstd.compress(target, content, 3));
  return Buffer.concat([frame, skippableFrame(' '.repeat(1500))]);
}

export type Start = 'plain' | 'archived' | 'compressed';

export function makeLab(): { readonly begin: (start: Start) => World; readonly remove: () => void } {
  const folder = fs.mkdtempSync(path.join(FOLDER, 'coldpress-races-'));
  return {
    begin: (start) => makeWorld(folder, start),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function makeWorld(folder: string, start: Start): World {
  const home = path.join(folder, 'home');
  const data = path.join(folder, 'data');
  for (const old of [home, data]) fs.rmSync(old, { recursive: true, force: true });
  const directories = [path.join(home, path.dirname(PLAIN_PATH)), path.join(home, 'archived_sessions')] as const;
  for (const directory of [...directories, data]) fs.mkdirSync(directory, { recursive: true });
  const name = start === 'compressed' ? `${NAME}.zst` : NAME;
  const first = path.join(directories[start === 'archived' ? 1 : 0], name);
  fs.writeFileSync(first, start === 'compressed' ? pressLoosely(Buffer.from(FIRST_TEXT)) : FIRST_TEXT);
  fs.utimesSync(first, OLD, OLD);
  const names = directories.flatMap((directory) => NAMES.map((one) => path.join(directory, one)));
  const expected = { text: FIRST_TEXT, lines: [], deleted: false };
  return {
    home,
    data,
    directories,
    leases: createLeaseBook(),
    clock: { nowMs: Date.now() },
    trace: [],
    expected,
    checkStands: () => {
      if (expected.deleted || names.some((name) => fs.existsSync(name))) return;
      throw new Error('no file of the thread stands any more');
    },
  };
}

/** The file that Codex reads: a plain one, else a compressed one. */
export function findRead(world: World): string | null {
  for (const suffix of ['', '.zst']) {
    for (const directory of world.directories) {
      const file = path.join(directory, NAME + suffix);
      if (fs.existsSync(file)) return file;
    }
  }
  return null;
}

export function textOf(file: string): string {
  const bytes = fs.readFileSync(file);
  return /\.zst(\.|$)/.test(path.basename(file)) ? decodeAll(bytes) : bytes.toString('utf8');
}

export function threadLockOf(world: World): string {
  return path.join(world.home, 'thread-writer-locks', `${ID}.lock`);
}
