import type { JsonObject, RolloutRecord } from './encodeRollout';
import type { HistoryMode } from './planFamilies';
import { event, nowMs } from './session';
import type { Session } from './session';

type FinishedCommand = {
  readonly callId: string;
  /** What both histories say about the run, in Codex's own words. */
  readonly run: JsonObject;
};

/** The events beside the model's own items, in the words of one history mode. */
export type Dialect = {
  readonly userMessage: (session: Session, text: string, imageUrls: readonly string[]) => RolloutRecord;
  readonly agentMessage: (session: Session, id: string, text: string) => RolloutRecord;
  readonly reasoning: (session: Session, id: string, summary: string) => RolloutRecord;
  readonly commandFinished: (session: Session, command: FinishedCommand) => RolloutRecord;
  readonly contextCompacted: (session: Session) => RolloutRecord;
};

/** Codex up to 0.147. */
const LEGACY: Dialect = {
  userMessage: (session, message, images) =>
    event(session, { type: 'user_message', message, images, local_images: [], text_elements: [] }),
  agentMessage: (session, _id, message) =>
    event(session, { type: 'agent_message', message, phase: null, memory_citation: null }),
  reasoning: (session, _id, text) => event(session, { type: 'agent_reasoning', text }),
  commandFinished: (session, { callId, run }) =>
    event(session, {
      type: 'exec_command_end',
      call_id: callId,
      turn_id: session.turnId,
      cwd: session.thread.cwd,
      ...run,
    }),
  contextCompacted: (session) => event(session, { type: 'context_compacted' }),
};

/** The default of Codex 0.169: everything is an item that was completed. */
const PAGINATED: Dialect = {
  userMessage: (session, text, imageUrls) =>
    itemCompleted(session, {
      type: 'UserMessage',
      id: session.random.uuid7(nowMs(session)),
      content: [
        { type: 'text', text, text_elements: [] },
        ...imageUrls.map((image_url) => ({ type: 'image', image_url })),
      ],
    }),
  agentMessage: (session, id, text) =>
    itemCompleted(session, { type: 'AgentMessage', id, content: [{ type: 'Text', text }] }),
  reasoning: (session, id, summary) =>
    itemCompleted(session, { type: 'Reasoning', id, summary_text: [summary], raw_content: [] }),
  commandFinished: (session, { callId, run }) =>
    itemCompleted(session, { type: 'CommandExecution', id: callId, cwd: `file://${session.thread.cwd}`, ...run }),
  contextCompacted: (session) =>
    itemCompleted(session, { type: 'ContextCompaction', id: session.random.uuid7(nowMs(session)) }),
};

export const DIALECTS: Readonly<Record<HistoryMode, Dialect>> = { legacy: LEGACY, paginated: PAGINATED };

function itemCompleted(session: Session, item: JsonObject): RolloutRecord {
  const timeMs = nowMs(session);
  return event(session, {
    type: 'item_completed',
    thread_id: session.thread.id,
    turn_id: session.turnId,
    item,
    started_at_ms: timeMs,
    completed_at_ms: timeMs,
  });
}
