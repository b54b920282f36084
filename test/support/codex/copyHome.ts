import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import Database from 'libsql';

const STATE_DATABASE = 'state_5.sqlite';
const DATABASES = /^(state|thread_history)_\d+\.sqlite/;

/** Copies a home with its times, modes and links, and makes the database of the copy point to the copy. */
export function copyHome(from: string, to: string): void {
  const source = fs.realpathSync(from);
  execFileSync('cp', ['-a', source, to]);
  const file = path.join(to, STATE_DATABASE);
  if (!fs.existsSync(file)) return;
  const database = new Database(file);
  try {
    for (const old of new Set([source, path.resolve(from)])) {
      database
        .prepare('UPDATE threads SET rollout_path = ? || substr(rollout_path, ?) WHERE instr(rollout_path, ?) = 1')
        .run(to, Array.from(old).length + 1, `${old}/`);
    }
  } finally {
    database.close();
  }
}

/** Takes Codex's databases away, so that it must build them anew from the rollouts. */
export function removeDatabases(home: string): void {
  for (const name of fs.readdirSync(home)) if (DATABASES.test(name)) fs.rmSync(path.join(home, name));
}
