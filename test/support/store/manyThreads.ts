import fs from 'node:fs';
import path from 'node:path';
import { createRandom } from '#core/demo/random';
import { threadTitle, PROJECTS } from '#core/demo/scenario';

const DAY_MS = 864e5;

/**
 * Adds tiny healthy threads of one turn to a store, about 1 KB each, spread over a year: for lists, scans and scrolling.
 * 20,000 take about two seconds. Returns their ids, oldest first.
 */
export function makeManyThreads(home: string, count: number, nowMs: number): readonly string[] {
  const random = createRandom('many threads');
  const folders = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const timeMs = Math.floor(nowMs - 366 * DAY_MS + (index / count) * 365 * DAY_MS);
    const id = random.uuid7(timeMs);
    const project = random.pick(PROJECTS);
    const [day = '', time = ''] = new Date(timeMs).toISOString().slice(0, 19).split('T');
    const folder = path.join(home, 'sessions', ...day.split('-'));
    if (!folders.has(folder)) fs.mkdirSync(folder, { recursive: true });
    folders.add(folder);
    const file = path.join(folder, `rollout-${day}T${time.replaceAll(':', '-')}-${id}.jsonl`);
    fs.writeFileSync(
      file,
      tinyRollout({ id, timeMs, cwd: `/home/mira/code/${project.name}`, title: threadTitle(random, project) }),
    );
    fs.utimesSync(file, timeMs / 1000, timeMs / 1000);
    return id;
  });
}

type TinyThread = { readonly id: string; readonly timeMs: number; readonly cwd: string; readonly title: string };

function tinyRollout({ id, timeMs, cwd, title }: TinyThread): string {
  const timestamp = new Date(timeMs).toISOString();
  const git = { commit_hash: '0'.repeat(40), branch: 'main', repository_url: null };
  const session = { source: 'cli', model_provider: 'openai', history_mode: 'legacy', cli_version: '0.147.0' };
  const meta = { session_id: id, id, timestamp, cwd, originator: 'codex-tui', ...session, git };
  const userText = { type: 'message', role: 'user', content: [{ type: 'input_text', text: title }] };
  const lines = [
    { timestamp, type: 'session_meta', payload: { ...meta, base_instructions: { text: 'Be brief.' } } },
    { timestamp, type: 'event_msg', payload: { type: 'task_started', turn_id: id, model_context_window: 258_400 } },
    { timestamp, type: 'response_item', payload: userText },
    { timestamp, type: 'event_msg', payload: { type: 'user_message', message: title, images: [] } },
    { timestamp, type: 'event_msg', payload: { type: 'agent_message', message: 'Done.' } },
    { timestamp, type: 'event_msg', payload: { type: 'task_complete', turn_id: id, last_agent_message: 'Done.' } },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
