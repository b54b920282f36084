import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEffects } from '#core/systemEffects';
import { ID, PLAIN_PATH } from '../../../support/rolloutFixture';
import { sha256 } from '../../../support/store/storeFile';
import { skippableFrame, zstdFrame } from '../../../support/store/zstdFrames';
import { makeVerifyFixture, proofOf } from '../../../support/verifyFixture';
import type { VerifyFixture } from '../../../support/verifyFixture';

let store: VerifyFixture;

beforeEach(() => {
  store = makeVerifyFixture();
});

afterEach(() => {
  store.remove();
});

/** What the zstd command makes of the thread's text. */
function zstdCommand(...options: readonly string[]): Buffer {
  return execFileSync('zstd', ['-cq', ...options], { input: store.text });
}

describe('a thread that Coldpress compressed', () => {
  it('is proven by its receipt, and nothing in the store is touched', () => {
    store.compress();
    const before = store.snapshot();
    const result = store.verify();
    const { size, mtimeNs } = fs.lstatSync(store.compressed, { bigint: true });
    expect(result).toEqual({
      outcome: { id: ID, kind: 'proven', sourceBytes: store.text.length, compressedBytes: Number(size) },
      facts: null,
      freedBytes: 0,
      diskFull: false,
      proof: {
        outcome: 'proven',
        threadId: ID,
        path: PLAIN_PATH,
        stamp: { bytes: Number(size), mtimeNs: mtimeNs.toString() },
        sha256: sha256(store.text),
        contentBytes: store.text.length,
        damage: null,
        durationMs: expect.any(Number),
      },
    });
    expect(store.snapshot()).toEqual(before);
  });

  it('is proven with a remark when somebody gave the file another time or mode', () => {
    store.compress();
    fs.utimesSync(store.compressed, 1_770_000_000, 1_770_000_000);
    fs.chmodSync(store.compressed, 0o600);
    const { kind, reason } = store.verify().outcome;
    expect(kind).toBe('proven');
    expect(reason).toMatch(/Its receipt names another time and mode than the file has/);
  });

  it('is proven where its receipt’s frame is behind other skippable frames', () => {
    store.compress();
    store.putCompressed(Buffer.concat([skippableFrame('of another tool'), fs.readFileSync(store.compressed)]));
    expect(store.verify().outcome.kind).toBe('proven');
  });
});

describe('a thread that another tool compressed', () => {
  it.each([
    ['the zstd command', () => zstdCommand()],
    ['the zstd command without a checksum', () => zstdCommand('--no-check')],
    ['the zstd command from a pipe', () => zstdCommand('-19', '--no-content-size')],
    ['Codex’s worker: one frame, with its size and without a checksum', () => zstdFrame(store.text)],
    [
      'a parallel tool: frames cut in the middle of lines, with skippable ones between',
      () =>
        Buffer.concat([
          skippableFrame('size'),
          zstdFrame(store.text.subarray(0, 777)),
          skippableFrame('size'),
          zstdFrame(store.text.subarray(777), { contentSize: false }),
          zstdFrame(Buffer.alloc(0)),
        ]),
    ],
  ])('has no receipt at first, and is proven by its first proof later: %s', (_, made) => {
    store.putCompressed(made());
    const first = store.verify();
    expect(first.outcome).toMatchObject({ kind: 'no_receipt', sourceBytes: store.text.length });
    expect(first.outcome.reason).toMatch(/decodes completely, but has no receipt and was never proven before/);
    expect(first.proof).toMatchObject({ outcome: 'no_receipt', sha256: sha256(store.text), damage: null });
    const second = store.verify({ known: { proofs: [proofOf(store.compressed, store.text)] } });
    expect(second.outcome).toEqual({ ...first.outcome, kind: 'proven', reason: undefined });
  });

  it('is not compared with the proof of an earlier file of the same thread', () => {
    store.putCompressed(zstdFrame(Buffer.from('what it was before')));
    const earlier = proofOf(store.compressed, Buffer.from('what it was before'));
    store.putCompressed(zstdFrame(store.text));
    expect(store.verify({ known: { proofs: [earlier] } }).outcome.kind).toBe('no_receipt');
  });

  it('is decoded twice where nothing vouches for its content, and once where something does', () => {
    const passes = (): number => {
      let from0 = 0;
      const fsPort = {
        ...systemEffects.fs,
        read: (fd: number, buffer: Uint8Array, position: number | null) => {
          if (position === 0 && buffer.byteLength > 100_000) from0 += 1;
          return systemEffects.fs.read(fd, buffer, position);
        },
      };
      store.verify({ effects: { ...systemEffects, fs: fsPort } });
      return from0;
    };
    store.putCompressed(zstdFrame(store.text));
    const unvouched = passes();
    store.putCompressed(zstdFrame(store.text, { checksum: true }));
    expect({ unvouched, vouched: passes() }).toEqual({ unvouched: 2, vouched: 1 });
  });
});

describe('a thread that is not there to be verified', () => {
  it('is not compressed', () => {
    const { kind, reason } = store.verify().outcome;
    expect({ kind, reason }).toEqual({ kind: 'skipped_unsupported', reason: 'It is not compressed.' });
  });

  it('is missing, and what is known of it is said', () => {
    fs.unlinkSync(store.plain);
    const known = { lastAtMs: Date.UTC(2026, 10, 2), asides: ['asides-0123/a1/rollout.jsonl'] };
    expect(store.verify({ known }).outcome).toMatchObject({
      kind: 'missing',
      reason:
        'No file of it is there any more. It was last proven whole on 2026-11-02. A copy was set aside: asides-0123/a1/rollout.jsonl.',
    });
  });

  it('was archived meanwhile', () => {
    store.compress();
    const archive = path.join(store.home, 'archived_sessions');
    fs.mkdirSync(archive);
    fs.renameSync(store.compressed, path.join(archive, path.basename(store.compressed)));
    expect(store.verify().outcome).toMatchObject({
      kind: 'skipped_changed',
      reason: 'It was archived or moved back meanwhile. Verify again.',
    });
  });

  it('is in a swap of somebody else', () => {
    fs.renameSync(store.plain, `${store.plain}.coldpress-hold`);
    expect(store.verify().outcome).toMatchObject({
      kind: 'skipped_changed',
      reason: expect.stringMatching(/only its hold is there/),
    });
  });

  it('is a link, or no file', () => {
    fs.renameSync(store.plain, path.join(store.home, 'elsewhere'));
    fs.symlinkSync(path.join(store.home, 'elsewhere'), store.compressed);
    expect(store.verify().outcome.reason).toBe('It is a symbolic link, not a file.');
    fs.unlinkSync(store.compressed);
    execFileSync('mkfifo', [store.compressed]);
    expect(store.verify().outcome.reason).toBe('It is not a regular file.');
  });
});
