import fs from 'node:fs';
import path from 'node:path';
import type { Effects } from '#core/ports';
import { NOTHING_KNOWN } from '#core/rollout/knownProofs';
import type { KnownProof, KnownProofs } from '#core/rollout/knownProofs';
import type { RolloutResult } from '#core/rollout/outcome';
import { createPress } from '#core/rollout/press';
import type { Control } from '#core/rollout/press';
import { verifyRollout } from '#core/rollout/verifyRollout';
import { systemEffects } from '#core/systemEffects';
import { ID, makeRolloutFixture, PLAIN_PATH } from './rolloutFixture';
import type { RolloutFixture } from './rolloutFixture';
import { sha256 } from './store/storeFile';

const press = createPress(systemEffects.fs);
const quiet: Control = { shouldStop: () => false, progress: () => undefined };

type Given = {
  readonly known?: Partial<KnownProofs>;
  readonly control?: Control;
  readonly effects?: Effects;
};

/** A store with one thread, and a verification of it; `text` is what the thread holds. */
export type VerifyFixture = RolloutFixture & {
  readonly text: Buffer;
  readonly compressed: string;
  readonly verify: (given?: Given) => RolloutResult;
  /** Puts these bytes in the place of the thread's compressed file; there is no plain one then. */
  readonly putCompressed: (bytes: Uint8Array) => void;
};

export function makeVerifyFixture(): VerifyFixture {
  const store = makeRolloutFixture();
  const compressed = `${store.plain}.zst`;
  return {
    ...store,
    text: fs.readFileSync(store.plain),
    compressed,
    verify: ({ known = {}, control = quiet, effects = systemEffects } = {}) =>
      verifyRollout(
        { home: store.home, id: ID, plainPath: PLAIN_PATH, known: { ...NOTHING_KNOWN, ...known } },
        { effects, press, control },
      ),
    putCompressed: (bytes) => {
      fs.rmSync(store.plain, { force: true });
      fs.writeFileSync(compressed, bytes);
    },
  };
}

/** The ledger's first proof of the file as it stands, with `content` in it. */
export function proofOf(file: string, content: Uint8Array): KnownProof {
  const { size, mtimeNs } = fs.lstatSync(file, { bigint: true });
  const stamp = { bytes: Number(size), mtimeNs: mtimeNs.toString() };
  return { atMs: Date.UTC(2026, 9, 5), stamp, sha256: sha256(content), contentBytes: content.length };
}

/** Changes bytes of a file in place and gives it back its time, as a failing disk would. */
export function spoil(file: string, change: (bytes: Buffer) => void): void {
  const { mtimeNs } = fs.statSync(file, { bigint: true });
  const bytes = fs.readFileSync(file);
  change(bytes);
  fs.writeFileSync(file, bytes);
  const fd = fs.openSync(file, 'r+');
  systemEffects.fs.setMtime(fd, mtimeNs);
  fs.closeSync(fd);
}

export function descriptorsOf(file: string): number {
  const target = fs.realpathSync(path.dirname(file));
  return fs.readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith(target);
    } catch {
      return false; // the descriptor of this very listing
    }
  }).length;
}
