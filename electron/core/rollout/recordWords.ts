import { z } from 'zod';
import { oneLine } from '../model/threadTitle';

const part = z.object({ text: z.string().optional().catch(undefined) });
const parts = z.array(part).catch([]);
const text = z.string().nullable().optional().catch(null);

/** Where the records of a conversation keep what was said (codex-store.md, section 2), legacy and paginated. */
const spoken = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user_message'), message: text }),
  z.object({ type: z.literal('agent_message'), message: text }),
  z.object({ type: z.literal('task_complete'), last_agent_message: text }),
  z.object({ type: z.literal('message'), role: z.string().catch(''), content: parts }),
  z.object({
    type: z.literal('item_completed'),
    item: z.object({ type: z.string().catch(''), text, content: parts }),
  }),
]);
const record = z.object({ type: z.string(), payload: z.unknown() });

type Said = { readonly who: string; readonly words: string };

function joined(content: readonly { readonly text?: string | undefined }[]): string {
  return content.map((one) => one.text ?? '').join(' ');
}

function saidIn(payload: unknown): Said | null {
  const said = spoken.safeParse(payload).data;
  switch (said?.type) {
    case undefined:
      return null;
    case 'user_message':
      return { who: 'you', words: said.message ?? '' };
    case 'agent_message':
      return { who: 'codex', words: said.message ?? '' };
    case 'task_complete':
      return { who: 'codex', words: said.last_agent_message ?? '' };
    case 'message':
      return { who: said.role === 'user' ? 'you' : 'codex', words: joined(said.content) };
    case 'item_completed':
      return {
        who: said.item.type === 'UserMessage' ? 'you' : 'codex',
        words: said.item.text ?? joined(said.item.content),
      };
  }
}

const WORDS_CHARS = 160;

function parsed(line: string): z.infer<typeof record> | null {
  try {
    return record.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null; // a torn line says nothing
  }
}

/**
 * The last of these records in a few words: what was said last, by whom, as plain text; else what kind of record the
 * last one is. `null` where none of them can be read.
 */
export function lastWords(lines: readonly string[]): string | null {
  const records = lines.flatMap((line) => parsed(line) ?? []).reverse();
  for (const { payload } of records) {
    const said = saidIn(payload);
    const words = said === null ? '' : oneLine(said.words);
    if (said !== null && words !== '') {
      return `${said.who}: “${words.length > WORDS_CHARS ? `${words.slice(0, WORDS_CHARS - 1)}…` : words}”`;
    }
  }
  return records[0]?.type ?? null;
}
