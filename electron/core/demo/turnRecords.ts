import { DIALECTS } from './dialects';
import type { JsonObject, RolloutRecord } from './encodeRollout';
import { PERMISSIONS, SKILLS } from './instructions';
import { event, messageId, nowMs, record, request, responseItem } from './session';
import type { Session } from './session';
import { inventCommand } from './shellCommand';
import { proseText } from './text';
import { NOUNS } from './vocabulary';

/** Tokens that the model can see. Codex compacts a thread by itself above it, so all records stay below. */
const CONTEXT_WINDOW = 258_400;
const MAX_CONTEXT_TOKENS = CONTEXT_WINDOW - 60_000;

export function turnStarted(session: Session, attributed: boolean): RolloutRecord {
  const timeMs = nowMs(session);
  session.turnId = session.random.uuid7(timeMs);
  session.turnStartedMs = timeMs;
  const attribution = {
    turn_id: session.turnId,
    turn_trigger: null,
    parent_turn_id: null,
    root_turn_id: session.turnId,
  };
  return event(session, {
    type: 'task_started',
    ...(attributed && session.writesUsageRecords ? { turn_attribution: attribution } : {}),
    turn_id: session.turnId,
    started_at: Math.floor(timeMs / 1000),
    model_context_window: CONTEXT_WINDOW,
    collaboration_mode_kind: 'default',
  });
}

export function turnEnded(session: Session, lastMessage: string | null): RolloutRecord {
  const timeMs = nowMs(session);
  session.turns++;
  const ended = event(session, {
    type: 'task_complete',
    turn_id: session.turnId,
    last_agent_message: lastMessage,
    started_at: Math.floor(session.turnStartedMs / 1000),
    completed_at: Math.floor(timeMs / 1000),
    duration_ms: timeMs - session.turnStartedMs,
  });
  return { ...ended, endsTurn: true };
}

/** The settings of a turn; a paginated thread says them once more with its first turn. */
export function* turnContext(session: Session): Generator<RolloutRecord> {
  const { thread, turnId } = session;
  const settings = turnSettings(session);
  yield record(session, 'turn_context', {
    turn_id: turnId,
    root_turn_id: turnId,
    ...settings,
    summary: 'auto',
    sandbox_policy: { type: 'danger-full-access' },
  });
  if (thread.historyMode !== 'paginated' || session.turns > 0) return;
  yield event(session, {
    type: 'thread_settings_applied',
    thread_id: thread.id,
    thread_settings: { ...settings, model_provider_id: 'openai', runtime_workspace_roots: [thread.cwd] },
  });
}

function turnSettings({ thread: { model, cwd } }: Session): JsonObject {
  return {
    model,
    approval_policy: 'on-request',
    approvals_reviewer: 'user',
    permission_profile: { type: 'disabled' },
    cwd,
    collaboration_mode: {
      mode: 'default',
      settings: { model, reasoning_effort: 'high', developer_instructions: null },
    },
  };
}

/** What Codex tells the model before the user speaks: a developer message and one about the environment. */
export function contextMessages(session: Session): readonly [JsonObject, JsonObject] {
  const environment =
    `<environment_context>\n  <cwd>${session.thread.cwd}</cwd>\n  <shell>bash</shell>\n` +
    `  <current_date>${new Date(nowMs(session)).toISOString().slice(0, 10)}</current_date>\n</environment_context>`;
  const inputText = (text: string): JsonObject => ({ type: 'input_text', text });
  return [
    { type: 'message', role: 'developer', content: [inputText(SKILLS), inputText(PERMISSIONS)] },
    { type: 'message', role: 'user', content: [inputText(environment)] },
  ];
}

export function worldState(session: Session): RolloutRecord {
  const { cwd, model, commit } = session.thread;
  return record(session, 'world_state', {
    full: true,
    state: {
      agents_md: {},
      apps_instructions: false,
      environments: { environments: { local: { cwd, status: 'available', shell: 'bash' } } },
      host_skills: { body: SKILLS, includeInstructions: true },
      model,
      permissions: { instructions: commit, approved_command_prefixes: [] },
      realtime: { active: false },
    },
  });
}

export function* userMessage(session: Session, text: string, imageUrls: readonly string[]): Generator<RolloutRecord> {
  const message = {
    type: 'message',
    id: `msg_${session.random.uuid7(nowMs(session))}`,
    role: 'user',
    content: [{ type: 'input_text', text }, ...imageUrls.map((image_url) => ({ type: 'input_image', image_url }))],
  };
  const kinds = ['user.text', ...imageUrls.map(() => 'user.image')];
  yield responseItem(session, message, { kinds, fromUser: true });
  yield DIALECTS[session.thread.historyMode].userMessage(session, text, imageUrls);
  session.contextBytes += text.length + imageUrls.length * 6000;
  session.retained.push({
    json: Buffer.from(JSON.stringify(message)),
    textBytes: text.length,
    images: imageUrls.length,
  });
  forgetOldMessages(session);
}

/** Keeps the newest messages within the limits of this kind of conversation. */
function forgetOldMessages({ retained, habits }: Session): void {
  let images = retained.reduce((sum, message) => sum + message.images, 0);
  let textBytes = retained.reduce((sum, message) => sum + message.textBytes, 0);
  while (retained.length > 1 && (images > habits.keepImages || textBytes > habits.keepTextBytes)) {
    const oldest = retained.shift();
    images -= oldest?.images ?? 0;
    textBytes -= oldest?.textBytes ?? 0;
  }
}

export function* reasoning(session: Session): Generator<RolloutRecord> {
  const { random } = session;
  const id = `rs_${random.hex(24)}`;
  const summary = `**Looking at the ${random.pick(NOUNS)} ${random.pick(NOUNS)}**\n\n${proseText(request(session, 150))}`;
  yield DIALECTS[session.thread.historyMode].reasoning(session, id, summary);
  const encrypted = random.bytes(random.logNormal({ median: 900, sigma: 0.6, min: 300, max: 6000 })).toString('base64');
  yield responseItem(session, {
    type: 'reasoning',
    id,
    summary: [{ type: 'summary_text', text: summary }],
    content: null,
    encrypted_content: encrypted,
  });
  session.contextBytes += encrypted.length;
}

export function* agentMessage(session: Session, text: string): Generator<RolloutRecord> {
  const id = messageId(session);
  yield DIALECTS[session.thread.historyMode].agentMessage(session, id, text);
  const content = [{ type: 'output_text', text, annotations: [] }];
  yield responseItem(session, { type: 'message', id, role: 'assistant', content }, { kinds: ['unknown'] });
  session.contextBytes += text.length;
}

/** One shell call. Its output stands in the file two or four times, depending on the version of Codex. */
export function* toolCall(session: Session, marker: string | null): Generator<RolloutRecord> {
  const { random } = session;
  const command = inventCommand(session);
  const output = marker === null ? command.output : `${command.output}INFO  audit: ${marker} recorded\n`;
  const callId = `call_${random.hex(24)}`;
  yield responseItem(session, {
    type: 'function_call',
    id: `fc_${random.hex(24)}`,
    name: 'exec_command',
    arguments: JSON.stringify({ cmd: command.line, max_output_tokens: 10_000 }),
    call_id: callId,
  });
  yield* tokenUsage(session);
  const exitCode = random.chance(0.9) ? 0 : 1;
  const run = {
    process_id: String(random.between(1000, 99_999)),
    command: ['/bin/bash', '-lc', command.line],
    parsed_cmd: [{ type: 'unknown', cmd: command.line }],
    source: 'unified_exec_startup',
    status: 'completed',
    exit_code: exitCode,
    duration: { secs: random.below(20), nanos: random.below(1e9) },
    aggregated_output: output,
    ...(session.outputCopies === 4 ? { stdout: output, stderr: '', formatted_output: output } : {}),
  };
  yield DIALECTS[session.thread.historyMode].commandFinished(session, { callId, run });
  const header =
    `Chunk ID: ${random.hex(6)}\nWall time: 0.${random.below(9999)} seconds\n` +
    `Process exited with code ${exitCode}\nOutput:\n`;
  yield responseItem(session, { type: 'function_call_output', call_id: callId, output: header + output });
  session.contextBytes += output.length;
}

export function* tokenUsage(session: Session): Generator<RolloutRecord> {
  const { thread, turnId, random } = session;
  const total = Math.min(Math.round(session.contextBytes / 4), MAX_CONTEXT_TOKENS);
  const output = 40 + random.below(900);
  session.inputTokens += total - output;
  session.outputTokens += output;
  const last = usage(total - output, output);
  const sum = usage(session.inputTokens, session.outputTokens);
  if (session.writesUsageRecords) {
    yield record(session, 'token_usage_record', {
      thread_id: thread.id,
      turn_id: turnId,
      session_id: thread.id,
      root_turn_id: turnId,
      response_id: `resp_${random.hex(16)}`,
      usage: last,
      turn_token_usage: last,
      thread_token_usage: sum,
    });
  }
  yield event(session, {
    type: 'token_count',
    info: { total_token_usage: sum, last_token_usage: last, model_context_window: CONTEXT_WINDOW },
    rate_limits: { limit_id: 'codex', primary: null, secondary: null, credits: null, plan_type: null },
  });
}

function usage(input: number, output: number): JsonObject {
  return {
    input_tokens: input,
    cached_input_tokens: Math.round(input * 0.9),
    output_tokens: output,
    reasoning_output_tokens: Math.round(output / 2),
    total_tokens: input + output,
  };
}
