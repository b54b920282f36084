import { conversation, sessionMeta } from './conversation';
import type { ForkFields } from './conversation';
import { encodeRollout } from './encodeRollout';
import type { RolloutCursor, TurnEnd } from './encodeRollout';
import type { DemoThread } from './plan';
import { at, createRandom } from './random';
import { createSession } from './session';

/** Where the turns of the parents end; by index of the thread. */
type TurnEnds = ReadonlyMap<number, readonly TurnEnd[]>;

export type ContentRequest = {
  readonly thread: DemoThread;
  readonly seed: string;
  /** Must know the thread's parent, when it inherits. */
  readonly turnEnds: TurnEnds;
  /** Moves on as blocks are taken. */
  readonly cursor: RolloutCursor;
};

export function newCursor(): RolloutCursor {
  return { bytes: 0, ordinal: 0, turns: 0, turnEnds: [] };
}

/**
 * The decoded bytes of one rollout, made block by block and always the same. Nothing is read back: the history that a
 * legacy fork copies is simply made again. A block is valid until the next one is taken.
 */
export function rolloutContent(request: ContentRequest): Generator<Uint8Array> {
  return stampedContent(request, null);
}

function* stampedContent(request: ContentRequest, stampMs: number | null): Generator<Uint8Array> {
  const { thread, seed, cursor } = request;
  const random = createRandom(`${seed}/content ${thread.id}`);
  const windowId = random.uuid7(thread.createdMs);
  const branch = branchPoint(request);
  const form = { numbered: thread.historyMode === 'paginated', stampMs };

  if (branch !== null && form.numbered) cursor.ordinal = branch.ordinal;
  yield* encodeRollout([sessionMeta(thread, windowId, forkFields(thread, branch))], cursor, form);
  if (branch !== null && !form.numbered) {
    yield* copiedHistory(request, branch, stampMs ?? thread.createdMs);
    cursor.bytes += branch.bytes;
    cursor.turns += branch.turns;
  }
  yield* encodeRollout(conversation(createSession({ thread, random, cursor, windowId })), cursor, form);
}

/** The turn of its parent after which the thread goes on; null when it does not continue another thread. */
export function branchPoint({ thread, turnEnds }: Pick<ContentRequest, 'thread' | 'turnEnds'>): TurnEnd | null {
  if (thread.parentIndex === null || !thread.inherits) return null;
  const ends = turnEnds.get(thread.parentIndex) ?? [];
  return at(ends, Math.max(0, Math.round(thread.cutShare * ends.length) - 1));
}

/** What session_meta says about the parent. A paginated fork points into it, by ordinal and by byte. */
function forkFields({ parent, historyMode }: DemoThread, branch: TurnEnd | null): ForkFields {
  if (parent === null || branch === null) return {};
  if (historyMode === 'legacy') return { forked_from_id: parent.id };
  return {
    forked_from_id: parent.id,
    forked_from_ordinal_exclusive: branch.ordinal,
    history_base: {
      thread_id: parent.id,
      end_ordinal_exclusive: branch.ordinal,
      end_byte_offset: branch.bytes,
    },
  };
}

/** The parent's lines up to the branch, with the time of the fork on every one. */
function* copiedHistory(request: ContentRequest, branch: TurnEnd, stampMs: number): Generator<Uint8Array> {
  const { parent } = request.thread;
  if (parent === null) return;
  let missing = branch.bytes;
  for (const block of stampedContent({ ...request, thread: parent, cursor: newCursor() }, stampMs)) {
    yield block.subarray(0, missing);
    missing -= block.length;
    if (missing <= 0) return;
  }
}
