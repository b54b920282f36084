import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import zstd from 'zstd-napi';
import { makeRolloutFixture } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';

let store: RolloutFixture;

beforeEach(() => {
  store = makeRolloutFixture();
});

afterEach(() => {
  store.remove();
});

/** The receipt that stands behind the content, as it is. */
function receiptOf(compressed: Buffer): Buffer {
  const magic = Buffer.from([0x5c, 0x2a, 0x4d, 0x18]);
  return compressed.subarray(compressed.lastIndexOf(magic));
}

/** Puts whole other content before the receipt: as long, decoding well, of the same thread. */
function exchangeContent(): void {
  const file = `${store.plain}.zst`;
  const content = fs.readFileSync(store.plain, 'utf8').replaceAll('turn 7 ', 'turn 8 ');
  expect(store.compress().kind).toBe('compressed');
  const receipt = receiptOf(fs.readFileSync(file));
  fs.writeFileSync(file, Buffer.concat([zstd.compress(Buffer.from(content)), receipt]));
}

describe('a compressed file whose content is not what its receipt says, only as long', () => {
  it('is not restored, and stays as it is', () => {
    exchangeContent();
    const before = store.snapshot();
    store.expectLeftAlone(store.restore(), ['failed', /does not match its receipt/], before);
  });

  it('is not pressed again, and stays as it is', () => {
    exchangeContent();
    const before = store.snapshot();
    store.expectLeftAlone(store.recompress(), ['failed', /does not match its receipt/], before);
  });
});
