import path from 'node:path';
import type { Conflict } from '#contract/health';
import type { FileState } from '../ports';
import { compareContents, passThrough } from '../rollout/compareContents';
import type { CompareTools, Content, ContentFile } from '../rollout/compareContents';
import { sameState } from '../rollout/eligibility';
import { leaveAlone } from '../rollout/outcome';
import { lastWords } from '../rollout/recordWords';
import { withOpen } from '../rollout/swap';

/** The two files of one thread; paths relative to the home, with `/`. */
export type ConflictFiles = {
  readonly home: string;
  readonly plainPath: string;
  readonly compressedPath: string;
};

type Found = ContentFile & { readonly path: string; readonly state: FileState };
type Side = Conflict['plain'];

const NEWLINE = 10;
/** So much of a file's end is looked at for its last records. */
const TAIL_BYTES = 256 * 1024;

type Lines = { readonly records: number; readonly before: number; readonly tail: readonly string[] };

/** Counts the records of a file, in all and up to `upTo` bytes, and keeps the last ones. */
function lineCounter(upTo: number) {
  let seen = 0;
  let records = 0;
  let before = 0;
  let endsOpen = false;
  let tail = Buffer.alloc(0);
  return {
    take: (chunk: Uint8Array): void => {
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
        records += 1;
        if (seen + at < upTo) before += 1;
      }
      seen += chunk.byteLength;
      endsOpen = chunk.at(-1) !== NEWLINE;
      tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    },
    lines: (): Lines => {
      const lines = tail.toString('utf8').split('\n');
      // What begins in the middle of a line is no record.
      return { records: records + (endsOpen ? 1 : 0), before, tail: seen > TAIL_BYTES ? lines.slice(1) : lines };
    },
  };
}

function linesOf(tools: CompareTools, file: ContentFile, upTo: number): Lines {
  const counter = lineCounter(upTo);
  passThrough(tools, file, counter.take);
  return counter.lines();
}

function sideOf({ path: file, state }: Found, content: Extract<Content, { kind: 'whole' }>, lines: Lines): Side {
  return {
    path: file,
    physicalBytes: Number(state.allocatedBytes),
    logicalBytes: content.proof.bytes,
    updatedAtMs: Number(state.mtimeNs / 1_000_000n),
    sha256: content.proof.sha256,
    records: lines.records,
    lastRecord: lastWords(lines.tail),
  };
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records.toLocaleString('en')} records`;
}

const READS = 'Codex reads the plain file.';

function describe(plain: Side, compressed: Side, shared: number): string {
  const [more, less] = [plain.records - shared, compressed.records - shared];
  if (plain.sha256 === compressed.sha256) return `${READS} Both hold exactly the same.`;
  if (more <= 0) return `${READS} The compressed copy goes on where the plain file ends, with ${counted(less)} more.`;
  if (less <= 0) return `${READS} The compressed copy is only its beginning: ${counted(more)} are missing in it.`;
  const both = `After ${counted(shared)} that are the same, the plain file has ${counted(more)} and the compressed copy ${counted(less)} of its own.`;
  return `${READS} ${both} This happens when a tool without locks wrote while the thread was being packed or unpacked.`;
}

function compareOpen(
  tools: CompareTools,
  plain: Found,
  compressed: Found,
): Omit<Conflict, 'threadId' | 'title' | 'project'> {
  const { first, second, equalBytes } = compareContents(tools, compressed, plain);
  if (second.kind !== 'whole') return leaveAlone('failed', second.damage);
  const plainLines = linesOf(tools, plain, equalBytes);
  const plainSide = sideOf(plain, second, plainLines);
  if (first.kind === 'damaged') {
    const message = `${READS} The compressed copy cannot be decoded: ${first.damage}`;
    const nothing = { compressed: null, equalBytes: 0, firstDifferentRecord: null };
    return { plain: plainSide, damage: first.damage, message, ...nothing };
  }
  const lines = linesOf(tools, compressed, equalBytes);
  const compressedSide = sideOf(compressed, first, lines);
  const same = first.proof.sha256 === second.proof.sha256;
  return {
    plain: plainSide,
    compressed: compressedSide,
    damage: null,
    equalBytes,
    firstDifferentRecord: same ? null : plainLines.before + 1,
    message: describe(plainSide, compressedSide, plainLines.before),
  };
}

function withFound<T>(tools: CompareTools, [home, file]: readonly [string, string], work: (found: Found) => T): T {
  const { fs } = tools;
  return withOpen({ fs }, path.join(home, ...file.split('/')), (fd) => {
    const state = fs.fstat(fd);
    if (state.kind !== 'file') return leaveAlone('skipped_unsupported', `${file} is not a regular file.`);
    const done = work({ fd, size: Number(state.size), compressed: file.endsWith('.zst'), path: file, state });
    if (!sameState(fs.fstat(fd), state)) leaveAlone('skipped_changed', `${file} was changed while it was being read.`);
    return done;
  });
}

/**
 * Both versions of one thread side by side: sizes, times, hashes, records and where they begin to differ. Reads both
 * completely, as streams, and changes nothing. Throws LeftAlone where a file changes meanwhile; errors of the file
 * system pass through.
 */
export function compareConflict(
  tools: CompareTools,
  { home, plainPath, compressedPath }: ConflictFiles,
): Omit<Conflict, 'threadId' | 'title' | 'project'> {
  return withFound(tools, [home, plainPath], (plain) =>
    withFound(tools, [home, compressedPath], (compressed) => compareOpen(tools, plain, compressed)),
  );
}
