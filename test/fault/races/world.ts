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

/** Where one thread can stand: under `name` in the two directories, `sessions/…` first. */
export type Place = {
  readonly home: string;
  readonly id: string;
  readonly name: string;
  readonly directories: readonly [string, string];
};

/** What whoever acts on one thread has to do with; in a schedule a model of it, in a process of its own the real world. */
export type Scene = Place & {
  readonly leases: LeaseBook;
  readonly nowMs: () => number;
  /** What happened, a line each, for the one who reads a schedule that failed. */
  readonly say: (line: string) => void;
  /** A line stands in the file, and somebody relies on it. */
  readonly acknowledge: (line: string) => void;
  readonly tellDeleted: () => void;
  /** Fails where the thread stands neither under a name that Codex reads nor on hold, though nobody deleted it. */
  readonly checkStands: () => void;
};

/** All that one schedule is about. */
export type World = Scene & {
  readonly ledger: string;
  readonly clock: { nowMs: number };
  readonly trace: string[];
  /** What the thread has to say: what it said at first, and each acknowledged line. */
  readonly expected: { text: string; readonly lines: string[]; deleted: boolean };
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
  for (const directory of directories) fs.mkdirSync(directory, { recursive: true });
  const first = path.join(directories[start === 'archived' ? 1 : 0], start === 'compressed' ? `${NAME}.zst` : NAME);
  fs.writeFileSync(first, start === 'compressed' ? pressLoosely(Buffer.from(FIRST_TEXT)) : FIRST_TEXT);
  fs.utimesSync(first, OLD, OLD);
  const names = directories.flatMap((directory) => NAMES.map((one) => path.join(directory, one)));
  const expected = { text: FIRST_TEXT, lines: [] as string[], deleted: false };
  const clock = { nowMs: Date.now() };
  const trace: string[] = [];
  return {
    ...{
      home,
      ledger: path.join(data, 'ledger.jsonl'),
      id: ID,
      name: NAME,
      directories,
      leases: createLeaseBook(),
      clock,
      trace,
      expected,
    },
    nowMs: () => clock.nowMs,
    say: (line) => void trace.push(line),
    acknowledge: (line) => {
      expected.text += line;
      expected.lines.push(line);
    },
    tellDeleted: () => {
      expected.deleted = true;
    },
    checkStands: () => {
      if (expected.deleted || names.some((name) => fs.existsSync(name))) return;
      throw new Error('no file of the thread stands any more');
    },
  };
}

/** The file that Codex reads: a plain one, else a compressed one. */
export function findRead({ name, directories }: Place): string | null {
  for (const suffix of ['', '.zst']) {
    for (const directory of directories) {
      const file = path.join(directory, name + suffix);
      if (fs.existsSync(file)) return file;
    }
  }
  return null;
}

export function textOf(file: string): string {
  const bytes = fs.readFileSync(file);
  return /\.zst(\.|$)/.test(path.basename(file)) ? decodeAll(bytes) : bytes.toString('utf8');
}

export function threadLockOf({ home, id }: Place): string {
  return path.join(home, 'thread-writer-locks', `${id}.lock`);
}
