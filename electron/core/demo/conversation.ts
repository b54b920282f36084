import { DIALECTS } from './dialects';
import { JsonPieces } from './encodeRollout';
import type { JsonObject, RolloutRecord } from './encodeRollout';
import { BASE_INSTRUCTIONS, SUMMARY_PREFIX } from './instructions';
import type { DemoThread } from './plan';
import { followUp } from './scenario';
import { isLongEnough, messageId, nowMs, request, responseItem } from './session';
import type { Session } from './session';
import { logText, proseText } from './text';
import {
  agentMessage,
  contextMessages,
  reasoning,
  tokenUsage,
  toolCall,
  turnContext,
  turnEnded,
  turnStarted,
  userMessage,
  worldState,
} from './turnRecords';

/** Smaller threads than these have few tool calls, no pictures, no long pastes. */
const SHORT_THREAD_BYTES = 120e3;
const PASTING_THREAD_BYTES = 300e3;
const PICTURE_THREAD_BYTES = 900e3;
const PNG_HEADER = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Where a fork begins in its parent, as session_meta says it. */
export type ForkFields = JsonObject;

/** The first line of a rollout. */
export function sessionMeta(thread: DemoThread, windowId: string, fork: ForkFields): RolloutRecord {
  return {
    timeMs: thread.createdMs,
    type: 'session_meta',
    payload: {
      session_id: thread.id,
      id: thread.id,
      timestamp: new Date(thread.createdMs).toISOString(),
      cwd: thread.cwd,
      runtime_workspace_roots: [thread.cwd],
      originator: thread.originator,
      cli_version: thread.cliVersion,
      source: thread.source,
      model_provider: 'openai',
      base_instructions: { text: BASE_INSTRUCTIONS, provenance: { type: 'model', model: thread.model } },
      history_mode: thread.historyMode,
      ...fork,
      context_window: { window_id: windowId },
      git: { commit_hash: thread.commit, branch: thread.branch, repository_url: thread.repositoryUrl },
    },
  };
}

/** The lines after the first, or after what a fork copied, turn by turn until the thread is long enough. */
export function* conversation(session: Session): Generator<RolloutRecord> {
  const { thread, random, habits } = session;
  yield* turn(session, thread.title, thread.toolNeedle);
  yield* turn(session, `${followUp(random, thread.project)} The ticket calls it ${thread.needle}.`, null);
  while (!isLongEnough(session)) {
    const pastes = thread.ownBytes > PASTING_THREAD_BYTES && random.chance(habits.pasteChance);
    yield* turn(session, followUp(random, thread.project) + (pastes ? `\n\n${pastedLog(session)}` : ''), null);
  }
}

function pastedLog(session: Session): string {
  const length = session.random.logNormal({ median: 30e3, sigma: 0.7, min: 4e3, max: 150e3 });
  return logText(request(session, length), nowMs(session));
}

/** A user message, tool calls and an answer; then a compaction when the context is full. */
function* turn(session: Session, text: string, marker: string | null): Generator<RolloutRecord> {
  const { random, habits } = session;
  yield turnStarted(session, true);
  if (session.turns === 0 && !session.thread.inherits) yield* opening(session);
  yield* turnContext(session);
  yield* userMessage(session, text, picturesFor(session));
  const calls = callsInTurn(session);
  for (let call = 0; call < calls && (call === 0 || !isLongEnough(session)); call++) {
    if (random.chance(0.5)) yield* reasoning(session);
    if (random.chance(0.3)) yield* agentMessage(session, proseText(request(session, random.between(60, 300))));
    yield* toolCall(session, call === 0 ? marker : null);
  }
  const length = random.logNormal({ median: 900, sigma: 0.7, min: 150, max: 8e3 });
  const answer = proseText(request(session, length));
  yield* agentMessage(session, answer);
  yield* tokenUsage(session);
  yield turnEnded(session, answer);
  if (session.contextBytes > habits.compactAtBytes && !isLongEnough(session)) yield* compaction(session);
}

function callsInTurn({ random, thread, habits }: Session): number {
  if (thread.ownBytes < SHORT_THREAD_BYTES) return random.between(1, 2);
  return random.logNormal({ median: habits.callsPerTurn, sigma: 0.7, min: 1, max: 40 });
}

function picturesFor(session: Session): readonly string[] {
  const { random, thread, habits } = session;
  const shows = session.turns > 0 && thread.ownBytes > PICTURE_THREAD_BYTES && random.chance(habits.imageChance);
  return shows ? Array.from({ length: random.chance(0.8) ? 1 : 2 }, () => screenshot(session)) : [];
}

function screenshot({ random }: Session): string {
  const pixels = random.bytes(random.logNormal({ median: 95e3, sigma: 0.5, min: 30e3, max: 400e3 }));
  return `data:image/png;base64,${Buffer.concat([PNG_HEADER, pixels]).toString('base64')}`;
}

/** What stands before the first user message of a thread that does not continue another one. */
function* opening(session: Session): Generator<RolloutRecord> {
  const [developer, environment] = contextMessages(session);
  yield responseItem(
    session,
    { ...developer, id: messageId(session) },
    { kinds: ['host_skills.instructions', 'permissions'] },
  );
  yield responseItem(
    session,
    { ...environment, id: messageId(session) },
    { kinds: ['environments.environment_context'] },
  );
  if (session.writesUsageRecords) yield worldState(session);
}

/** The history is replaced: retained messages and pictures are written once more, in one long line. */
function* compaction(session: Session): Generator<RolloutRecord> {
  const { random } = session;
  yield turnStarted(session, false);
  const length = random.logNormal({ median: 3e3, sigma: 0.5, min: 800, max: 12e3 });
  yield {
    timeMs: nowMs(session),
    type: 'compacted',
    payload: replacedHistory(session, SUMMARY_PREFIX + proseText(request(session, length))),
  };
  if (session.writesUsageRecords) yield worldState(session);
  yield* turnContext(session);
  yield DIALECTS[session.thread.historyMode].contextCompacted(session);
  session.contextBytes = 30e3;
  yield turnEnded(session, null);
}

function replacedHistory(session: Session, summary: string): JsonPieces {
  const previousWindowId = session.windowId;
  session.windowId = session.random.uuid7(nowMs(session));
  const windows = session.writesUsageRecords
    ? `,"window_number":${session.turns},"previous_window_id":"${previousWindowId}","window_id":"${session.windowId}"`
    : '';
  const [developer, environment] = contextMessages(session);
  const summaryMessage = { type: 'message', role: 'user', content: [{ type: 'input_text', text: summary }] };
  return new JsonPieces([
    `{"message":${JSON.stringify(summary)},"replacement_history":[`,
    `${JSON.stringify(developer)},${JSON.stringify(environment)},`,
    ...session.retained.flatMap(({ json }) => [json, ',']),
    `${JSON.stringify(summaryMessage)}]${windows}}`,
  ]);
}
