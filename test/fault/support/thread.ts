import { createHash } from 'node:crypto';
import path from 'node:path';
import zstd from 'zstd-napi';
import type { FileSystem } from '#core/ports';
import { ID, NAME, PLAIN_PATH, rolloutText } from '../../support/rolloutFixture';
import type { FileToMake, Stage } from './stage';
import { Broken, filesBelow, makeFile, readWhole } from './stage';

/** The thread that every operation on a store is tried with. */
export const ORIGINAL: FileToMake = {
  content: Buffer.from(rolloutText(60)),
  mode: 0o640,
  mtimeNs: 1_760_000_000_123_456_789n,
};
export { ID, PLAIN_PATH };

const ROOTS = ['sessions', 'archived_sessions'];
const HOLD = '.coldpress-hold';

export function plainFile({ home }: Stage): string {
  return path.join(home, PLAIN_PATH);
}

const decoded = new Map<string, Buffer | null>();

/** By libzstd's own one-shot call, not by our decoder; `null` where it does not decode. */
function decodeAll(compressed: Buffer): Buffer | null {
  const key = createHash('sha256').update(compressed).digest('hex');
  let content = decoded.get(key);
  if (content === undefined) {
    content = tryDecode(compressed);
    decoded.set(key, content);
  }
  return content;
}

function tryDecode(compressed: Buffer): Buffer | null {
  try {
    return zstd.decompress(compressed);
  } catch {
    return null; // damaged, truncated or empty
  }
}

function found(fs: FileSystem, home: string, suffix: string): readonly (Buffer | null)[] {
  return ROOTS.flatMap((root) =>
    filesBelow(fs, path.join(home, root))
      .filter((file) => path.basename(file) === NAME + suffix)
      .map((file) => readWhole(fs, path.join(home, root, file))),
  );
}

function compressedFound(fs: FileSystem, home: string, suffix: string): readonly (Buffer | null)[] {
  return found(fs, home, suffix).map((content) => (content === null ? null : decodeAll(content)));
}

function isOriginal(content: Buffer | null | undefined): boolean {
  return content?.equals(ORIGINAL.content) ?? false;
}

/** What Codex would read of the thread: the plain file if there is one, else the decoded one; `undefined`: nothing. */
function readByCodex({ effects, home }: Stage): Buffer | null | undefined {
  return [...found(effects.fs, home, ''), ...compressedFound(effects.fs, home, '.zst')][0];
}

/** Law 1 right after the fault: Codex reads the whole thread, or there is nothing to read and a whole hold stands. */
export function expectKept(stage: Stage): void {
  const read = readByCodex(stage);
  if (isOriginal(read)) return;
  const { effects, home } = stage;
  const holds = [...found(effects.fs, home, HOLD), ...compressedFound(effects.fs, home, `.zst${HOLD}`)];
  if (!holds.some(isOriginal)) throw new Broken(`law 1: no complete copy is left (${listing(stage)})`);
}

/** Law 1 after the next start: Codex reads the whole thread. */
export function expectReadable(stage: Stage): void {
  if (!isOriginal(readByCodex(stage))) throw new Broken(`law 1: Codex reads something else (${listing(stage)})`);
}

function listing({ effects, home }: Stage): string {
  return ROOTS.flatMap((root) => filesBelow(effects.fs, path.join(home, root))).join(', ') || 'nothing';
}

/** What the receipt behind the content says, read by what the format says and not by our reader. */
function expectReceipt(compressed: Buffer): void {
  const [, json] = /(\{"v":1,[^{}]*\})$/.exec(compressed.toString('latin1')) ?? [];
  if (json === undefined) throw new Broken('law 2: no receipt');
  const receipt = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const expected = {
    sha256: createHash('sha256').update(ORIGINAL.content).digest('hex'),
    bytes: ORIGINAL.content.byteLength,
    mtimeNs: String(ORIGINAL.mtimeNs),
    mode: ORIGINAL.mode.toString(8),
  };
  for (const [name, value] of Object.entries(expected)) {
    if (receipt[name] !== value) throw new Broken(`law 2: the receipt says ${name} ${String(receipt[name])}`);
  }
}

/** Law 2: exactly one file, like the original in everything, and nothing of ours beside it. */
export function expectClean(stage: Stage, form: 'plain' | 'compressed'): void {
  const { effects, home } = stage;
  const expected = form === 'plain' ? PLAIN_PATH : `${PLAIN_PATH}.zst`;
  if (listing(stage) !== expected.slice('sessions/'.length)) {
    throw new Broken(`law 2: expected ${form} alone, found ${listing(stage)}`);
  }
  expectReadable(stage);
  if (form === 'compressed') expectReceipt(readWhole(effects.fs, path.join(home, expected)) ?? Buffer.alloc(0));
  const state = effects.fs.lstat(path.join(home, expected));
  if (state?.mtimeNs !== ORIGINAL.mtimeNs) throw new Broken(`law 2: mtime is ${String(state?.mtimeNs)}`);
  if (state.mode !== ORIGINAL.mode) throw new Broken(`law 2: mode is ${state.mode.toString(8)}`);
  if (state.nlink !== 1) throw new Broken(`law 2: ${state.nlink} links`);
}

/** Puts the original there, long before. */
export function makeThread(stage: Stage): void {
  makeFile(stage.effects.fs, plainFile(stage), ORIGINAL);
}

/** The original as another tool has pressed it: in many small frames, without a receipt. */
export function makeLooselyPressed(stage: Stage): void {
  const { content, ...like } = ORIGINAL;
  const parts = Array.from({ length: Math.ceil(content.byteLength / 256) }, (_, at) =>
    zstd.compress(Buffer.from(content.subarray(at * 256, at * 256 + 256))),
  );
  makeFile(stage.effects.fs, `${plainFile(stage)}.zst`, { content: Buffer.concat(parts), ...like });
}
