import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import { createPress } from '#core/rollout/press';
import type { Control, SwapTask } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const NAME = `rollout-2026-01-02T03-04-05-${ID}.jsonl`;
const PLAIN_PATH = `sessions/2026/01/02/${NAME}`;
const press = createPress(systemEffects.fs);
const control: Control = { shouldStop: () => false, progress: () => undefined };

let home: string;
let plain: string;

function rolloutText(turns: number): string {
  const meta = { timestamp: '2026-01-02T03:04:05Z', type: 'session_meta', payload: { id: ID, cwd: '/w/p', originator: 'codex_exec', cli_version: '0.169.0', source: 'exec' } };
  const turn = (n: number): unknown => ({
    timestamp: '2026-01-02T03:04:06Z',
    type: 'response_item',
    payload: { text: `turn ${n} ${'words '.repeat(20)}` },
  });
  return [meta, ...Array.from({ length: turns }, (_, n) => turn(n))].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function task(overrides: Partial<SwapTask> = {}): SwapTask {
  return { home, id: ID, plainPath: PLAIN_PATH, minAgeMs: 0, level: null, touch: false, tool: 'test', ...overrides };
}

const compress = (overrides?: Partial<SwapTask>) =>
  compressRollout(task(overrides), { effects: systemEffects, press, control }).outcome;
const restore = (overrides?: Partial<SwapTask>) =>
  materializeRollout(task(overrides), { effects: systemEffects, press, control }).outcome;

function stateOf(file: string): object {
  const { size, mtimeNs, mode, uid, gid, nlink } = fs.lstatSync(file, { bigint: true });
  const sha256 = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  return { size, mtimeNs, mode, uid, gid, nlink, sha256 };
}

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'coldpress-swap-'));
  plain = path.join(home, PLAIN_PATH);
  fs.mkdirSync(path.dirname(plain), { recursive: true });
  fs.writeFileSync(plain, rolloutText(500), { mode: 0o640 });
  fs.utimesSync(plain, 1_760_000_000.123456, 1_760_000_000.123456);
});

afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

describe('compress and restore', () => {
  it('gives back the same bytes, mtime to the nanosecond, mode and owner', () => {
    const before = stateOf(plain);

    expect(compress()).toMatchObject({ id: ID, kind: 'compressed' });
    expect(fs.readdirSync(path.dirname(plain))).toEqual([`${NAME}.zst`]);
    expect(fs.lstatSync(`${plain}.zst`, { bigint: true }).mtimeNs).toBe((before as { mtimeNs: bigint }).mtimeNs);

    expect(restore()).toMatchObject({ id: ID, kind: 'restored' });
    expect(fs.readdirSync(path.dirname(plain))).toEqual([NAME]);
    expect(stateOf(plain)).toEqual(before);
    expect(fs.readdirSync(path.join(home, 'thread-writer-locks'))).toEqual(['.coordination.lock']);
  });
});
