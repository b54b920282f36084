import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import Database from 'libsql';
import type { Effects } from '#core/ports';
import { recoverStore } from '#core/ops/recoverStore';
import type { RecoveryRequest, RecoveryResult } from '#core/ops/recoverStore';
import { createPress } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { encodeReceipt } from '#core/zstd/receipt';
import { createHash } from 'node:crypto';
import { ID, NAME, rolloutText } from './rolloutFixture';
import { snapshotStore } from './store/snapshot';
import type { Snapshot } from './store/snapshot';
import { temporaryFolder } from './store/temporaryFolder';
import type { Cleanup } from './store/temporaryFolder';
import { zstdFrame } from './store/zstdFrames';

export const DATED = 'sessions/2026/01/02';
export const ARCHIVED = 'archived_sessions';
export const HOLD = '.coldpress-hold';

/** A thread's beginning, the whole of it, and another history with the same beginning. */
export const SHORT = Buffer.from(rolloutText(50));
export const LONG = Buffer.concat([SHORT, Buffer.from('{"type":"event_msg","payload":{"n":1}}\n')]);
export const OTHER = Buffer.concat([SHORT, Buffer.from('{"type":"event_msg","payload":{"n":2}}\n')]);

/** As Codex's worker or the zstd command makes it. */
export const theirs = (content: Uint8Array): Buffer => zstdFrame(content);

/** As we make it: with the receipt behind it. */
export function ours(content: Uint8Array): Buffer {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const receipt = {
    v: 1,
    sha256,
    bytes: content.length,
    mtimeNs: '1760000000123456789',
    mode: '640',
    tool: 't',
  } as const;
  return Buffer.concat([zstdFrame(content, { checksum: true }), encodeReceipt(receipt)]);
}

export function damaged(content: Uint8Array): Buffer {
  return zstdFrame(content, { checksum: true }).subarray(0, -9);
}

/** Waits no second that nobody needs: the pauses of the clock are a millisecond each. */
export const hasty: Effects = {
  ...systemEffects,
  clock: { ...systemEffects.clock, pause: () => systemEffects.clock.pause(1) },
};
const press = createPress(systemEffects.fs);

type Form = '' | '.zst' | typeof HOLD | `.zst${typeof HOLD}`;

export type RecoveryLab = {
  readonly home: string;
  readonly ledger: string;
  readonly put: (root: string, form: Form, content: Uint8Array) => string;
  /** What stands: names and content. */
  readonly files: () => Readonly<Record<string, Buffer>>;
  readonly database: (ids: readonly string[]) => void;
  readonly recover: (change?: Partial<RecoveryRequest> & { readonly effects?: Effects }) => RecoveryResult;
  /** Recovers twice: the second time has to find the same and change nothing. */
  readonly recoverTwice: () => RecoveryResult;
  readonly snapshot: () => Snapshot;
};

export function recoveryLab(context: Cleanup): RecoveryLab {
  const folder = temporaryFolder(context);
  const home = path.join(folder, 'home');
  const ledger = path.join(folder, 'data', 'ledger.jsonl');
  for (const root of [DATED, ARCHIVED]) fs.mkdirSync(path.join(home, root), { recursive: true });
  const recover: RecoveryLab['recover'] = ({ effects = hasty, ...change } = {}) =>
    recoverStore(
      {
        home,
        ledger: { file: ledger, tool: 'test', trigger: 'start', jobId: null },
        keepsPlain: [],
        putsBack: [],
        thorough: false,
        ...change,
      },
      { effects, press, control: { shouldStop: () => false, progress: () => undefined } },
    );
  const snapshot = (): Snapshot =>
    new Map([...snapshotStore(home)].filter(([name]) => !/^(\.tmp|thread-writer-locks)/.test(name)));
  return {
    home,
    ledger,
    put: (root, form, content) => {
      const file = path.join(home, root, NAME + form);
      fs.writeFileSync(file, content, { mode: 0o640 });
      fs.utimesSync(file, 1_760_000_000.5, 1_760_000_000.5);
      return file;
    },
    files: () => {
      const names = fs
        .readdirSync(home, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.includes('rollout-2'));
      return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(home, name))]));
    },
    database: (ids) => {
      const database = new Database(path.join(home, 'state_5.sqlite'));
      database.exec('CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT)');
      for (const id of ids) database.prepare('INSERT INTO threads VALUES (?, ?)').run(id, 'x');
      database.close();
    },
    recover,
    recoverTwice: () => {
      const result = recover();
      const before = snapshot();
      const again = recover();
      expect(again.actions).toEqual([]);
      expect(again.findings.map(({ findingId }) => findingId)).toEqual(
        result.findings.map(({ findingId }) => findingId),
      );
      expect(snapshot()).toEqual(before);
      return result;
    },
    snapshot,
  };
}

export const plainName = (root: string): string => `${root}/${NAME}`;
export { ID };
