import fs from 'node:fs';
import path from 'node:path';
import koffi from 'koffi';

/** A file or folder that no program may take for a thread. */
export type Leftover = { readonly label: LeftoverLabel; readonly path: string };

const HOUR_MS = 3600e3;
const STALE = 30 * HOUR_MS;
const FRESH = 0.1 * HOUR_MS;
const OLD = 800 * HOUR_MS;
const FOLDER = 'sessions/2026/09/17';
const rollout = (hour: number): string =>
  `rollout-2026-09-17T0${hour}-00-00-0199${hour}f00-0000-7000-8000-00000000000${hour}.jsonl`;

type Make = (file: string) => void;
const file =
  (content: string): Make =>
  (target) =>
    fs.writeFileSync(target, content);

/** Node has no call for this. */
function makeFifo(target: string): void {
  const mkfifo = koffi.load(null).func('int mkfifo(const char *path, unsigned int mode)');
  const status: unknown = mkfifo(target, 0o600);
  if (status !== 0) throw new Error(`no FIFO could be made at ${target}`);
}

const LEFTOVERS = {
  'empty-file': [rollout(1), OLD, file('')],
  'directory-like-rollout': [rollout(2), OLD, (target) => fs.mkdirSync(target)],
  fifo: [rollout(3), OLD, makeFifo],
  'name-with-newline': ['rollout-2026-09-17T04-00-00\n-x.jsonl', OLD, file('{"note":"mine"}\n')],
  'foreign-name': ['notes.jsonl', OLD, file('{"note":"mine"}\n')],
  'foreign-date': ['rollout-yesterday.jsonl', OLD, file('{"note":"mine"}\n')],
  'backup-name': [`${rollout(5)}.bak`, OLD, file('{"note":"mine"}\n')],
  'stale-compress-temp': ['rollout-compress-A1b2C3.tmp', STALE, file('partial')],
  'fresh-compress-temp': ['rollout-compress-Z9y8X7.tmp', FRESH, file('partial')],
  'stale-materialize-temp': ['.rollout-materialize-q7Rk2P', STALE, file('{"timestamp":')],
  'fresh-materialize-temp': ['.rollout-materialize-w3Lm9T', FRESH, file('{"timestamp":')],
  'stale-decompress-temp': [`${rollout(6)}.decompress.4242.0.tmp`, STALE, file('{"timestamp":')],
} as const satisfies Readonly<Record<string, readonly [name: string, ageMs: number, make: Make]>>;

type LeftoverLabel = keyof typeof LEFTOVERS;

export function addLeftovers(home: string, nowMs: number): readonly Leftover[] {
  fs.mkdirSync(path.join(home, FOLDER), { recursive: true });
  return Object.entries(LEFTOVERS).map(([label, [name, ageMs, make]]) => {
    const target = path.join(home, FOLDER, name);
    make(target);
    fs.utimesSync(target, (nowMs - ageMs) / 1000, (nowMs - ageMs) / 1000);
    return { label: label as LeftoverLabel, path: `${FOLDER}/${name}` };
  });
}
