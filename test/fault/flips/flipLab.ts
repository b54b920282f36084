import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zstd from 'zstd-napi/binding.js';
import type { OutcomeKind } from '#contract/job';
import type { Random } from '#core/demo/random';
import { NOTHING_KNOWN } from '#core/rollout/knownProofs';
import type { KnownProofs } from '#core/rollout/knownProofs';
import { createPress } from '#core/rollout/press';
import { verifyRollout } from '#core/rollout/verifyRollout';
import { systemEffects } from '#core/systemEffects';
import { ID, makeRolloutFixture, PLAIN_PATH, rolloutText } from '../../support/rolloutFixture';
import { proofOf } from '../../support/verifyFixture';

/** Who made the compressed file: what is in it to tell damage by. */
export const MAKERS = ['coldpress', 'zstd', 'codex'] as const;
type Maker = (typeof MAKERS)[number];

/** Random enough that most bits of the compressed file carry content. */
function contentOf(random: Random): string {
  const line = (): string => {
    const text = random.bytes(random.between(10, 200)).toString('base64');
    return `${JSON.stringify({ type: 'response_item', payload: { text } })}\n`;
  };
  return rolloutText(5) + Array.from({ length: random.between(5, 40) }, line).join('');
}

function pressAsCodex(content: Uint8Array): Uint8Array {
  const target = new Uint8Array(content.byteLength + 512);
  return target.slice(0, zstd.compress(target, content, 3));
}

export type Flipped = {
  readonly verified: OutcomeKind;
  readonly sha256: string | null;
  readonly note: string;
  readonly restored: OutcomeKind;
  /** What the restored file is: bytes, mode and time; `null` where the compressed one was left alone. */
  readonly result: { readonly sameBytes: boolean; readonly sameTimeAndMode: boolean } | null;
  /** The compressed file was neither changed nor removed, where it was not restored. */
  readonly kept: boolean;
};

export type FlipLab = {
  /** Makes a new thread, compressed by `maker`. */
  readonly renew: (maker: Maker, random: Random) => void;
  readonly bits: () => number;
  /** Flips one bit, verifies, restores, and puts the file back as it was. */
  readonly flip: (bit: number) => Flipped;
  readonly contentSha256: () => string;
  readonly remove: () => void;
};

const FOLDER = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const press = createPress(systemEffects.fs);
const control = { shouldStop: () => false, progress: () => undefined };

export function makeFlipLab(): FlipLab {
  const store = makeRolloutFixture(fs.mkdtempSync(path.join(FOLDER, 'coldpress-flips-')));
  const compressed = `${store.plain}.zst`;
  let content = Buffer.alloc(0);
  let pressed = Buffer.alloc(0);
  let known: KnownProofs = NOTHING_KNOWN;
  let before = { mtimeNs: 0n, mode: 0 };

  function setTime(file: string, mtimeNs: bigint): void {
    const fd = fs.openSync(file, 'r+');
    systemEffects.fs.setMtime(fd, mtimeNs);
    fs.closeSync(fd);
  }

  function put(bytes: Uint8Array): void {
    fs.rmSync(store.plain, { force: true });
    fs.writeFileSync(compressed, bytes);
    fs.chmodSync(compressed, before.mode);
    setTime(compressed, before.mtimeNs);
  }

  const stateOf = (file: string): { mtimeNs: bigint; mode: number } => {
    const { mtimeNs, mode } = fs.statSync(file, { bigint: true });
    return { mtimeNs, mode: Number(mode & 0o7777n) };
  };

  function compress(maker: Maker): void {
    if (maker === 'coldpress') {
      const { kind, reason } = store.compress();
      if (kind !== 'compressed') throw new Error(`not compressed: ${String(reason)}`);
      return;
    }
    if (maker === 'zstd') execFileSync('zstd', ['-q', '-f', store.plain, '-o', compressed]);
    put(maker === 'zstd' ? fs.readFileSync(compressed) : pressAsCodex(content));
  }

  return {
    renew: (maker, random) => {
      fs.rmSync(compressed, { force: true });
      content = Buffer.from(contentOf(random));
      fs.writeFileSync(store.plain, content, { mode: 0o640 });
      setTime(store.plain, 1_760_000_000_123_456_789n);
      before = stateOf(store.plain);
      compress(maker);
      pressed = fs.readFileSync(compressed);
      known = maker === 'coldpress' ? NOTHING_KNOWN : { ...NOTHING_KNOWN, proofs: [proofOf(compressed, content)] };
    },
    bits: () => pressed.length * 8,
    contentSha256: () => proofOf(compressed, content).sha256,
    flip: (bit) => {
      const flipped = Buffer.from(pressed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      put(flipped);
      const task = { home: store.home, id: ID, plainPath: PLAIN_PATH, known };
      const { outcome, proof } = verifyRollout(task, { effects: systemEffects, press, control });
      const restored = store.restore({ overrides: { known } }).kind;
      const isRestored = fs.existsSync(store.plain);
      const after = isRestored ? stateOf(store.plain) : null;
      const result =
        after === null
          ? null
          : {
              sameBytes: fs.readFileSync(store.plain).equals(content),
              sameTimeAndMode: after.mtimeNs === before.mtimeNs && after.mode === before.mode,
            };
      const kept = isRestored || fs.readFileSync(compressed).equals(flipped);
      put(pressed);
      return {
        verified: outcome.kind,
        sha256: proof?.sha256 ?? null,
        note: outcome.reason ?? '',
        restored,
        result,
        kept,
      };
    },
    remove: store.remove,
  };
}
