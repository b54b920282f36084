/**
 * How long compress, restore and pressing again hold Codex's coordination lock, for which every resume of Codex waits: on
 * a disk that is idle but for us, and beside a program that writes and syncs without end. The time of our own syncs is
 * counted apart: it is the disk's.
 *
 *     npm run bench -- coordination [ROUNDS [FOLDER]]
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Effects, FileSystem } from '#core/ports';
import { compressRollout } from '#core/rollout/compressRollout';
import type { RolloutDone } from '#core/rollout/done';
import { materializeRollout } from '#core/rollout/materializeRollout';
import { createPress } from '#core/rollout/press';
import type { SwapTask } from '#core/rollout/press';
import { recompressRollout } from '#core/rollout/recompressRollout';
import { settleHold } from '#core/rollout/settleHold';
import { systemEffects } from '#core/systemEffects';
import { skippableFrame } from '../support/store/zstdFrames';

const rounds = Number(process.argv[2] ?? 300);
const parent = process.argv[3] ?? os.tmpdir();
const WANTED = { heldMs: 20, oursMs: 5 };
const BUSY = `
  const fs = require('node:fs');
  const fd = fs.openSync(process.argv[1], 'w');
  for (const block = Buffer.alloc(4 << 20, 7); ;) {
    fs.writeSync(fd, block, 0, block.length, 0);
    fs.fsyncSync(fd);
  }`;

type Held = { readonly ms: number; readonly syncMs: number };

/** The ports, with a stopwatch from having the coordination lock to giving it back. */
function timed(onHeld: (held: Held) => void): Effects {
  let coordination = -1;
  let since: number | null = null;
  let syncMs = 0;
  const syncing = (work: () => void): void => {
    const started = performance.now();
    work();
    syncMs += performance.now() - started;
  };
  const system: FileSystem = {
    ...systemEffects.fs,
    open: (file, mode) => {
      const fd = systemEffects.fs.open(file, mode);
      if (file.endsWith('.coordination.lock')) coordination = fd;
      return fd;
    },
    fsync: (fd) => syncing(() => systemEffects.fs.fsync(fd)),
    syncDirectory: (directory) => syncing(() => systemEffects.fs.syncDirectory(directory)),
  };
  return {
    ...systemEffects,
    fs: system,
    clock: fastClock(),
    locks: {
      tryLock: (fd) => {
        const locked = systemEffects.locks.tryLock(fd);
        if (!locked || fd !== coordination) return locked;
        [since, syncMs] = [performance.now(), 0];
        return true;
      },
      unlock: (fd) => {
        systemEffects.locks.unlock(fd);
        if (since === null || fd !== coordination) return;
        onHeld({ ms: performance.now() - since, syncMs });
        since = null;
      },
    },
  };
}

/** A hold is watched for a second; nothing is held then, so a bench need not wait for it. */
function fastClock(): Effects['clock'] {
  let aheadMs = 0;
  return {
    nowMs: () => Date.now(),
    elapsedMs: () => performance.now() + aheadMs,
    pause: (ms) => void (aheadMs += ms),
  };
}

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const NAME = `rollout-2026-01-02T03-04-05-${ID}.jsonl`;
const PLAIN_PATH = `sessions/2026/01/02/${NAME}`;

function content(): string {
  const meta = { timestamp: '2026-01-02T03:04:05Z', type: 'session_meta', payload: { id: ID, cwd: '/w' } };
  const line = (n: number): unknown => ({ type: 'event_msg', payload: { n, text: 'words '.repeat(20) } });
  const lines = [meta, ...Array.from({ length: 400 }, (_, n) => line(n))];
  return lines.map((one) => `${JSON.stringify(one)}\n`).join('');
}

const OPERATIONS = { compress: compressRollout, recompress: recompressRollout, restore: materializeRollout };
type Operation = keyof typeof OPERATIONS;
type Times = Readonly<Record<Operation, Held[]>>;

function measure(home: string): Times {
  const press = createPress(systemEffects.fs);
  const control = { shouldStop: () => false, progress: () => undefined };
  const times: Times = { compress: [], recompress: [], restore: [] };
  const options = { minAgeMs: 0, level: null, needsLease: false, minGain: 0, touch: false, tool: 'bench' };
  const task: SwapTask = { home, id: ID, plainPath: PLAIN_PATH, ...options };
  const compressed = path.join(home, `${PLAIN_PATH}.zst`);
  for (let round = 0; round < rounds; round++) {
    for (const operation of ['compress', 'recompress', 'restore'] as const) {
      if (operation === 'recompress') fs.appendFileSync(compressed, skippableFrame(' '.repeat(5000)));
      const effects = timed((held) => times[operation].push(held));
      const done: RolloutDone = OPERATIONS[operation](task, { effects, press, control });
      const { outcome } = done.kind === 'held' ? settleHold(effects, done) : done.result;
      if (!/^(re)?compressed$|^restored$/.test(outcome.kind)) throw new Error(JSON.stringify(outcome));
    }
  }
  return times;
}

function percentiles(values: readonly number[]): readonly string[] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return [at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(2).padStart(8));
}

function print(title: string, times: Times): void {
  console.log(`\n${title}, ${rounds} rounds; ms at 50 %, 99 % and the most`);
  for (const [operation, held] of Object.entries(times)) {
    const rows = {
      held: held.map(({ ms }) => ms),
      'of that, syncs': held.map(({ syncMs }) => syncMs),
      'ours without them': held.map(({ ms, syncMs }) => ms - syncMs),
    };
    for (const [name, values] of Object.entries(rows)) {
      console.log(`  ${operation.padEnd(11)}${name.padEnd(19)}${percentiles(values).join('')}`);
    }
  }
}

const folder = fs.mkdtempSync(path.join(parent, 'coldpress-bench-'));
const file = path.join(folder, 'home', PLAIN_PATH);
fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(file, content());
console.log(`wanted on an idle disk: held < ${WANTED.heldMs} ms at 99 %; without syncs < ${WANTED.oursMs} ms`);
print('idle', measure(path.join(folder, 'home')));
const busy = spawn(process.execPath, ['-e', BUSY, path.join(folder, 'busy')], { stdio: 'ignore' });
print('beside a busy writer', measure(path.join(folder, 'home')));
busy.kill('SIGKILL');
fs.rmSync(folder, { recursive: true, force: true });
