import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Effects, FileSystem } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { sha256 } from '../../../support/store/storeFile';
import { descriptorsOf, makeVerifyFixture } from '../../../support/verifyFixture';
import type { VerifyFixture } from '../../../support/verifyFixture';

let store: VerifyFixture;

beforeEach(() => {
  store = makeVerifyFixture();
  store.compress();
});

afterEach(() => {
  store.remove();
});

const EFFECTS = ['lstat', 'open', 'fstat', 'read', 'dropCache', 'close'] as const;

/** The real file system, but one effect fails at its nth call; `calls` counts them. */
function failing(name: (typeof EFFECTS)[number], nth: number, code: string): { effects: Effects; calls: () => number } {
  let calls = 0;
  const real = systemEffects.fs[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    calls += 1;
    if (calls !== nth) return real(...args);
    if (name === 'close') real(...args); // a descriptor is gone, whatever its close says
    throw Object.assign(new Error(`${code}: ${name}`), { code });
  };
  const fs: FileSystem = { ...systemEffects.fs, [name]: wrapped };
  return { effects: { ...systemEffects, fs }, calls: () => calls };
}

it.each(['EIO', 'EACCES', 'EINTR', 'ENOENT', 'EMFILE', 'ESTALE'])(
  'an error of the system (%s) at any moment is never called damage of a whole file, and leaves nothing open',
  (code) => {
    const before = store.snapshot();
    for (const name of EFFECTS) {
      for (let nth = 1, calls = nth; nth <= calls; nth++) {
        const { effects, calls: counted } = failing(name, nth, code);
        const { outcome, proof } = store.verify({ effects });
        calls = counted();
        expect(outcome.kind, `${name} ${nth}: ${outcome.reason ?? ''}`).not.toMatch(/corrupt|missing/);
        if (outcome.kind === 'proven') expect(proof?.sha256).toBe(sha256(store.text));
        expect(descriptorsOf(store.compressed), `${name} ${nth}`).toBe(0);
      }
    }
    expect(store.snapshot()).toEqual(before);
    expect(store.verify().outcome.kind).toBe('proven');
  },
);

it('a file that reads short, as a network file system may, is whole all the same', () => {
  const read = (fd: number, buffer: Uint8Array, position: number | null): number =>
    systemEffects.fs.read(fd, buffer.subarray(0, Math.max(1, buffer.byteLength >> 3)), position);
  const { outcome } = store.verify({ effects: { ...systemEffects, fs: { ...systemEffects.fs, read } } });
  expect(outcome.kind).toBe('proven');
});
