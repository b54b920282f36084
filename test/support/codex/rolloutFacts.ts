import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** What a rollout says about itself, independent of Codex and of our own decoder. */
export type RolloutFacts = {
  readonly id: string;
  readonly file: string;
  readonly archived: boolean;
  readonly compressed: boolean;
  /** Decoded. */
  readonly bytes: number;
  readonly sha256: string;
  readonly historyMode: string;
  /** It points into another thread: Codex may show more turns than its own lines have. */
  readonly isPaginatedFork: boolean;
  readonly turns: number;
  /** The longest word of the first user message; null when there is none. */
  readonly searchWord: string | null;
  /** Why the zstd command could not decode it. */
  readonly damage: string | null;
};

const NAME = /^rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-([0-9a-f-]{36})\.jsonl(\.zst)?$/;
const NEWLINE = 10;
/** Longer lines are hashed, but not parsed. */
const MAX_PARSED_BYTES = 64 * 2 ** 20;

/** All rollouts of a home; where a thread has two files, the plain one, as for Codex. */
export async function findRollouts(home: string): Promise<readonly RolloutFacts[]> {
  const rollouts = new Map<string, RolloutFacts>();
  for (const root of ['sessions', 'archived_sessions']) {
    for (const file of filesBelow(path.join(home, root))) {
      const [, id, zst] = NAME.exec(path.basename(file)) ?? [];
      if (id === undefined) continue;
      const compressed = zst !== undefined;
      if (compressed && rollouts.has(id)) continue;
      const base = { id, file, compressed, archived: root === 'archived_sessions' };
      rollouts.set(id, { ...base, ...(await readFacts(file, id)) });
    }
  }
  return [...rollouts.values()];
}

function filesBelow(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  // The plain file of a thread before its .zst.
  return entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

type ReadFacts = Omit<RolloutFacts, 'id' | 'file' | 'archived' | 'compressed'>;

async function readFacts(file: string, id: string): Promise<ReadFacts> {
  const hash = createHash('sha256');
  const lines = createLineFacts(id);
  let bytes = 0;
  let damage: string | null = null;
  try {
    for await (const chunk of decodedChunks(file)) {
      hash.update(chunk);
      bytes += chunk.length;
      lines.take(chunk);
    }
  } catch (error) {
    damage = error instanceof Error ? error.message : String(error);
  }
  return { bytes, sha256: hash.digest('hex'), damage, ...lines.facts() };
}

async function* decodedChunks(file: string): AsyncGenerator<Buffer> {
  if (!file.endsWith('.zst')) {
    for await (const chunk of fs.createReadStream(file)) yield chunk as Buffer;
    return;
  }
  // --long=31 lifts the limit of the command: whether the window is too large is for Codex to say.
  const child = spawn('zstd', ['-dcq', '--long=31', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  for await (const chunk of child.stdout) yield chunk as Buffer;
  const [status]: unknown[] = await closed;
  if (status !== 0) throw new Error(errors.trim().split('\n')[0] ?? `zstd ended with ${String(status)}`);
}

type LineFacts = Pick<RolloutFacts, 'historyMode' | 'isPaginatedFork' | 'turns' | 'searchWord'>;

/** Follows the lines of a rollout, whatever pieces they come in. */
function createLineFacts(id: string): { readonly take: (chunk: Buffer) => void; readonly facts: () => LineFacts } {
  let facts: LineFacts = { historyMode: 'legacy', isPaginatedFork: false, turns: 0, searchWord: null };
  let unfinished: Buffer[] = [];
  return {
    take: (chunk) => {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        facts = withLine(facts, Buffer.concat([...unfinished, chunk.subarray(from, end)]), id);
        unfinished = [];
        from = end + 1;
      }
      unfinished.push(Buffer.from(chunk.subarray(from)));
    },
    facts: () => facts,
  };
}

const Content = z.array(z.looseObject({ text: z.string().optional() })).nullish();
const Line = z.object({
  type: z.string(),
  payload: z.looseObject({
    id: z.string().optional(),
    type: z.string().optional(),
    history_mode: z.string().optional(),
    history_base: z.unknown().optional(),
    message: z.string().nullish().catch(null),
    item: z.looseObject({ type: z.string().optional(), content: Content.catch(null) }).optional(),
  }),
});

function withLine(facts: LineFacts, line: Buffer, id: string): LineFacts {
  // A cheap test first: most bytes are tool output and pictures, which do not matter here.
  if (line.length > MAX_PARSED_BYTES) return facts;
  if (!/"type":"(session_meta|event_msg)"/.test(line.toString('latin1', 0, 200))) return facts;
  const { type, payload } = Line.parse(JSON.parse(line.toString('utf8')));
  if (type === 'session_meta') {
    if (payload.id !== id) return facts; // copied from the parent
    const isPaginatedFork = payload.history_base !== undefined && payload.history_base !== null;
    return { ...facts, historyMode: payload.history_mode ?? 'legacy', isPaginatedFork };
  }
  if (payload.type === 'task_started') return { ...facts, turns: facts.turns + 1 };
  const text = facts.searchWord === null ? userText(payload) : null;
  return text === null ? facts : { ...facts, searchWord: longestWord(text) };
}

function userText(payload: z.infer<typeof Line>['payload']): string | null {
  if (payload.type === 'user_message') return payload.message ?? null;
  if (payload.type !== 'item_completed' || payload.item?.type !== 'UserMessage') return null;
  return (payload.item.content ?? []).map(({ text }) => text ?? '').join(' ');
}

function longestWord(text: string): string | null {
  const words = text.match(/[A-Za-z0-9]{4,}/g) ?? [];
  return words.reduce<string | null>((longest, word) => (word.length > (longest?.length ?? 0) ? word : longest), null);
}
