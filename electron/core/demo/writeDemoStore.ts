import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { compressFrame } from './compressFrame';
import type { DemoSink, FileAttributes, WrittenFile } from './demoSink';
import type { TurnEnd } from './encodeRollout';
import type { DemoManifest, DemoThreadFacts } from './manifest';
import { otherFiles } from './otherFiles';
import type { DemoPlan, DemoThread } from './plan';
import { branchPoint, newCursor, rolloutContent } from './rolloutContent';
import { sessionIndex } from './sessionIndex';

export type DemoProgress = {
  readonly doneThreads: number;
  readonly totalThreads: number;
  /** Decoded bytes; the total is as planned, so it is only about right. */
  readonly doneBytes: number;
  readonly totalBytes: number;
};

export type WriteOptions = {
  readonly onProgress?: (progress: DemoProgress) => void;
  /** Honoured between two blocks. What was written is taken away again. */
  readonly signal?: AbortSignal;
};

/** Writes the store in bounded memory, whatever its size. When it cannot, or is cancelled, it leaves nothing behind. */
export async function writeDemoStore(
  plan: DemoPlan,
  sink: DemoSink,
  options: WriteOptions = {},
): Promise<DemoManifest> {
  try {
    return await writeAll(plan, sink, options);
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function writeAll(plan: DemoPlan, sink: DemoSink, { onProgress, signal }: WriteOptions): Promise<DemoManifest> {
  const totalBytes = plan.threads.reduce((sum, { plannedBytes }) => sum + plannedBytes, 0);
  const parents = new Set(plan.threads.map(({ parentIndex }) => parentIndex));
  const turnEnds = new Map<number, readonly TurnEnd[]>();
  const threads: DemoThreadFacts[] = [];
  let doneBytes = 0;

  const step = (bytes: number): void => {
    signal?.throwIfAborted();
    doneBytes += bytes;
    onProgress?.({ doneThreads: threads.length, totalThreads: plan.threads.length, doneBytes, totalBytes });
  };

  await sink.makeDirectory('sessions');
  await sink.makeDirectory('archived_sessions');
  for (const thread of plan.threads) {
    const written = await writeThread({ thread, seed: plan.options.seed, turnEnds, sink, step });
    if (parents.has(thread.index)) turnEnds.set(thread.index, written.ends);
    threads.push(written.facts);
    step(0);
  }
  const others = [sessionIndex(plan), ...(plan.options.otherFiles ? otherFiles(plan) : [])];
  for (const { path, chunks, mode, timeMs } of others) {
    signal?.throwIfAborted();
    await sink.writeFile(path, chunks, { mode, mtimeNs: nanoseconds(timeMs) });
  }
  return { options: plan.options, threads };
}

type ThreadJob = {
  readonly thread: DemoThread;
  readonly seed: string;
  readonly turnEnds: ReadonlyMap<number, readonly TurnEnd[]>;
  readonly sink: DemoSink;
  readonly step: (bytes: number) => void;
};

type Target = { readonly path: string; readonly attributes: FileAttributes };

type WrittenThread = { readonly facts: DemoThreadFacts; readonly ends: readonly TurnEnd[] };

async function writeThread(job: ThreadJob): Promise<WrittenThread> {
  const { thread, turnEnds, sink } = job;
  const attributes = { mode: thread.fileMode, mtimeNs: nanoseconds(thread.endMs) };
  const path = thread.compressed ? `${thread.plainPath}.zst` : thread.plainPath;
  const cursor = newCursor();
  const hash = createHash('sha256');
  const blocks = watch(rolloutContent({ ...job, cursor }), (block) => {
    hash.update(block);
    job.step(block.length);
  });
  const file = thread.compressed
    ? await writeCompressed(job, blocks, { path, attributes })
    : await sink.writeFile(path, blocks, attributes);

  const branch = branchPoint({ thread, turnEnds });
  const isPaginated = thread.historyMode === 'paginated';
  const historyBase = branch === null ? null : { endOrdinal: branch.ordinal, endBytes: branch.bytes };
  const facts: DemoThreadFacts = {
    ...particulars(thread),
    path,
    representation: thread.compressed ? 'compressed' : 'plain',
    contentBytes: cursor.bytes,
    sha256: hash.digest('hex'),
    fileBytes: file.bytes,
    mtimeNs: file.mtimeNs,
    mode: thread.fileMode,
    parentId: thread.parent?.id ?? null,
    historyBase: isPaginated ? historyBase : null,
    copiedBytes: isPaginated ? 0 : (branch?.bytes ?? 0),
    turns: cursor.turns,
  };
  return { facts, ends: cursor.turnEnds };
}

/** zstd wants to know the length first: the content is made once to count it, and once more to compress it. */
async function writeCompressed(job: ThreadJob, firstPass: Iterable<Uint8Array>, target: Target): Promise<WrittenFile> {
  let contentBytes = 0;
  for (const block of firstPass) {
    contentBytes += block.length;
    await setImmediate();
  }
  const secondPass = rolloutContent({ ...job, cursor: newCursor() });
  return job.sink.writeFile(target.path, compressFrame(secondPass, contentBytes), target.attributes);
}

function* watch(blocks: Iterable<Uint8Array>, see: (block: Uint8Array) => void): Generator<Uint8Array> {
  for (const block of blocks) {
    see(block);
    yield block;
  }
}

/** Times here are milliseconds with a fraction, good to about a quarter of a microsecond. */
function nanoseconds(timeMs: number): bigint {
  const wholeMs = Math.floor(timeMs);
  return BigInt(wholeMs) * 1_000_000n + BigInt(Math.floor((timeMs - wholeMs) * 1e6));
}

function particulars(thread: DemoThread): Pick<DemoThreadFacts, keyof DemoThread & keyof DemoThreadFacts> {
  const { id, kind, historyMode, cliVersion, cold, archived, relation, title, name } = thread;
  const { cwd, branch, model, originator, needle, toolNeedle } = thread;
  return {
    ...{ id, kind, historyMode, cliVersion, cold, archived, relation, title, name },
    ...{ cwd, branch, model, originator, needle, toolNeedle },
  };
}
