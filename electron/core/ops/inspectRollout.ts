import { join } from 'node:path';
import type { ThreadDetails } from '#contract/thread';
import type { CatalogRollout } from '../catalog/rolloutRow';
import { errorCodeOf } from '../fs/errorCode';
import type { FoundFile } from '../fs/walkStore';
import type { Problem } from '../model/problem';
import { damagedProblem, foreignIdProblem, SECOND_NAME, TWO_FORMS, unreadableProblem } from '../model/problem';
import type { RolloutFile } from '../model/rolloutFile';
import { representationOf } from '../model/rolloutFile';
import type { FileState, FileSystem } from '../ports';
import type { Head } from '../rollout/headLines';
import { createHeadReader } from '../rollout/readHead';
import type { HeadReader } from '../rollout/readHead';
import type { Decoder } from '../zstd/codec';
import { walkFrames } from '../zstd/frameHeader';
import type { FrameSummary } from '../zstd/frameHeader';
import { readerOf } from '../zstd/readerOf';
import { parseReceipt } from '../zstd/receipt';

/** A rollout of one directory, with the directory's path relative to the home. */
export type PlacedRollout = { readonly directory: string; readonly file: RolloutFile<FoundFile> };

/** Everything about a rollout that stands in its own files; the rest a scan knows from elsewhere. */
export type Inspected = Omit<CatalogRollout, 'name' | 'inUse' | 'duplicateOf'>;

/** Reads what a scan shows of a rollout. `null`: its files went away meanwhile. Nothing stays open, nothing is changed. */
export type RolloutInspector = (placed: PlacedRollout) => Inspected | null;

/** No receipt of ours is longer. */
const MAX_RECEIPT_BYTES = 4096;

function stampPart(found: FoundFile | null): string {
  if (found === null) return '';
  const { ino, size, mtimeNs, nlink } = found.state;
  return `${String(ino)}.${String(size)}.${String(mtimeNs)}${nlink > 1 ? '.linked' : ''}`;
}

/** Equal as long as both files are the same ones, unchanged (size, mtime in nanoseconds, inode). */
export function stampOf(file: RolloutFile<FoundFile>): string {
  return `${stampPart(file.plain)};${stampPart(file.compressed)}`;
}

export function physicalBytesOf(file: RolloutFile<FoundFile>): number {
  return Number((file.plain?.state.allocatedBytes ?? 0n) + (file.compressed?.state.allocatedBytes ?? 0n));
}

type Content = {
  readonly head: Head;
  readonly logicalBytes: number | null;
  readonly problem: Problem | null;
  readonly receipt: ThreadDetails['receipt'];
};

const NOTHING_READ: Head = { meta: null, title: null, model: null, problem: null };

function receiptOf(fs: FileSystem, fd: number, { last }: FrameSummary): Content['receipt'] {
  if (last?.kind !== 'skippable' || last.payloadBytes > MAX_RECEIPT_BYTES) return null;
  const payload = new Uint8Array(last.payloadBytes);
  for (let done = 0; done < payload.byteLength;) {
    const read = fs.read(fd, payload.subarray(done), last.payloadOffset + done);
    if (read === 0) return null;
    done += read;
  }
  const receipt = parseReceipt(payload);
  return receipt === null ? null : { sha256: receipt.sha256, bytes: receipt.bytes, tool: receipt.tool };
}

function readCompressed(fs: FileSystem, heads: HeadReader, opened: { fd: number; size: bigint }): Content {
  const frames = walkFrames(readerOf(fs, opened.fd), Number(opened.size));
  const head = heads.readCompressed(opened.fd);
  if (frames.damage !== null) {
    return { head, logicalBytes: null, problem: damagedProblem(frames.damage), receipt: null };
  }
  const logicalBytes = frames.contentBytes === null ? null : Number(frames.contentBytes);
  const receipt = receiptOf(fs, opened.fd, frames);
  // A length that is wrong would only be found by decoding everything: that is what verify does.
  return { head, logicalBytes, problem: head.problem, receipt };
}

function readContent(fs: FileSystem, heads: HeadReader, path: string): Content {
  const fd = fs.open(path, 'read');
  try {
    const state: FileState = fs.fstat(fd);
    if (path.endsWith('.zst')) return readCompressed(fs, heads, { fd, size: state.size });
    const head = heads.readPlain(fd);
    return { head, logicalBytes: Number(state.size), problem: head.problem, receipt: null };
  } finally {
    fs.close(fd);
  }
}

/** `null`: gone. What cannot be read is content too: a reason, no facts. */
function readOrExplain(
  fs: FileSystem,
  heads: HeadReader,
  path: string,
): (Content & { readonly again: boolean }) | null {
  try {
    return { ...readContent(fs, heads, path), again: false };
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'EUNKNOWN') throw error;
    if (code === 'ENOENT') return null;
    return { head: NOTHING_READ, logicalBytes: null, problem: unreadableProblem(code), receipt: null, again: true };
  }
}

function problemOf({ file }: PlacedRollout, content: Content): Problem | null {
  if (file.plain !== null && file.compressed !== null) return TWO_FORMS;
  if (content.problem !== null) return content.problem;
  const { meta } = content.head;
  if (meta !== null && meta.id !== file.threadId) return foreignIdProblem(meta.id);
  const state = (file.plain ?? file.compressed)?.state;
  return state !== undefined && state.nlink > 1 ? SECOND_NAME : null;
}

/** One inspector for a whole scan: one decoder and one buffer of 1 MiB, used again for every file. */
export function createInspector(fs: FileSystem, home: string, decoder: Decoder): RolloutInspector {
  const heads = createHeadReader(fs, decoder);
  return (placed) => {
    const { file, directory } = placed;
    const main = file.plain ?? file.compressed;
    if (main === null) return null;
    const content = readOrExplain(fs, heads, join(home, directory, main.name));
    if (content === null) return null;
    const { dev, ino, size, mtimeNs } = main.state;
    return {
      id: file.threadId,
      key: `${directory}/${file.plainName}`,
      directory,
      archived: directory.startsWith('archived_sessions'),
      representation: representationOf(file),
      stamp: content.again ? '' : stampOf(file),
      dev,
      ino,
      mtimeNs,
      fileBytes: Number(size),
      physicalBytes: physicalBytesOf(file),
      logicalBytes: content.logicalBytes,
      meta: content.head.meta,
      title: content.head.title,
      model: content.head.model,
      problem: problemOf(placed, content),
      receipt: content.receipt,
    };
  };
}
