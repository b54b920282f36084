import type { JsonObject, RolloutCursor, RolloutRecord } from './encodeRollout';
import type { ConversationKind } from './options';
import type { DemoThread } from './plan';
import type { Random } from './random';
import type { TextRequest } from './text';

/** How a kind of conversation behaves: when it compacts, and what a compaction carries on. */
type Habits = {
  readonly imageChance: number;
  readonly pasteChance: number;
  readonly compactAtBytes: number;
  readonly keepImages: number;
  readonly keepTextBytes: number;
  readonly callsPerTurn: number;
};

const HABITS: Readonly<Record<ConversationKind, Habits>> = {
  text: {
    imageChance: 0.02,
    pasteChance: 0.05,
    compactAtBytes: 700e3,
    keepImages: 2,
    keepTextBytes: 80e3,
    callsPerTurn: 7,
  },
  images: {
    imageChance: 0.97,
    pasteChance: 0.02,
    compactAtBytes: 35e3,
    keepImages: 24,
    keepTextBytes: 300e3,
    callsPerTurn: 2,
  },
  compaction: {
    imageChance: 0.08,
    pasteChance: 0.7,
    compactAtBytes: 250e3,
    keepImages: 6,
    keepTextBytes: 1200e3,
    callsPerTurn: 7,
  },
};

/** A conversation ends with the turn that makes it long enough; on average that one overshoots by this much. */
const LAST_TURN_BYTES = 60e3;
const LAST_TURN_SHARE = 0.2;

/** A user message that the next compaction writes once more. */
type RetainedMessage = { readonly json: Buffer; readonly textBytes: number; readonly images: number };

/** A file of the project: agents read the same ones again and again, sometimes after a change. */
export type WorkspaceFile = { readonly path: string; text: string };

/** One conversation while it is being written. */
export type Session = {
  readonly thread: DemoThread;
  readonly random: Random;
  readonly habits: Habits;
  readonly cursor: Readonly<RolloutCursor>;
  /** Where its own lines begin and about where they end, in bytes of the file. */
  readonly startBytes: number;
  readonly targetBytes: number;
  /** What Codex of this version writes. */
  readonly writesUsageRecords: boolean;
  readonly outputCopies: 2 | 4;
  readonly workspace: WorkspaceFile[];
  readonly retained: RetainedMessage[];
  /** About the bytes the model would see now. */
  contextBytes: number;
  turnId: string;
  turnStartedMs: number;
  turns: number;
  sequence: number;
  userInputs: number;
  inputTokens: number;
  outputTokens: number;
  windowId: string;
};

type Beginning = Pick<Session, 'thread' | 'random' | 'cursor' | 'windowId'>;

export function createSession({ thread, random, cursor, windowId }: Beginning): Session {
  return {
    thread,
    random,
    habits: HABITS[thread.kind],
    cursor,
    startBytes: cursor.bytes,
    targetBytes: cursor.bytes + thread.ownBytes - Math.min(LAST_TURN_BYTES, LAST_TURN_SHARE * thread.ownBytes),
    writesUsageRecords: thread.cliVersion === '0.155.0' || thread.cliVersion === '0.169.0',
    outputCopies: thread.cliVersion === '0.169.0' ? 2 : 4,
    workspace: [],
    retained: [],
    contextBytes: 30e3,
    turnId: '',
    turnStartedMs: thread.createdMs,
    turns: 0,
    sequence: 0,
    userInputs: 0,
    inputTokens: 0,
    outputTokens: 0,
    windowId,
  };
}

/** Time passes with the bytes, so that the last line is written at the planned end. */
export function nowMs({ thread, cursor, startBytes, targetBytes }: Session): number {
  const done = Math.min(1, (cursor.bytes - startBytes) / Math.max(1, targetBytes - startBytes));
  return Math.floor(thread.createdMs + (thread.endMs - thread.createdMs) * done);
}

export function isLongEnough({ cursor, targetBytes }: Session): boolean {
  return cursor.bytes >= targetBytes;
}

export function request({ random, thread }: Session, length: number): TextRequest {
  return { random, language: thread.project.language, length };
}

export function messageId({ random }: Session): string {
  return `msg_${random.hex(24)}`;
}

export function record(session: Session, type: string, payload: JsonObject): RolloutRecord {
  return { timeMs: nowMs(session), type, payload };
}

export function event(session: Session, payload: JsonObject): RolloutRecord {
  return record(session, 'event_msg', payload);
}

type Provenance = { readonly kinds?: readonly string[]; readonly fromUser?: boolean };

/** A response_item, with the bookkeeping that newer versions of Codex add. */
export function responseItem(session: Session, item: JsonObject, { kinds, fromUser }: Provenance = {}): RolloutRecord {
  if (!session.writesUsageRecords) return record(session, 'response_item', item);
  const timeMs = nowMs(session);
  const content =
    kinds === undefined
      ? {}
      : {
          create_time: timeMs / 1000,
          content_item_kinds: kinds,
          content_item_metadata: kinds.map(() => ({ provenance: { type: fromUser === true ? 'user' : 'harness' } })),
        };
  const order =
    fromUser === true ? { user_input_order: session.userInputs++, mcp_attribution: { status: 'none' } } : {};
  const sequence = ++session.sequence;
  return {
    timeMs,
    type: 'response_item',
    payload: { ...item, internal_chat_message_metadata_passthrough: { turn_id: session.turnId, ...content } },
    metadata: {
      history_sequence: sequence,
      sampled_through_sequence: sequence - 1,
      client_authored: false,
      ...order,
    },
  };
}
