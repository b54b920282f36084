import { z } from 'zod';

/** The part of a Responses API request that decides the reply. */
export const RequestBody = z.object({
  input: z
    .array(
      z.looseObject({
        type: z.string(),
        role: z.string().optional(),
        content: z.array(z.looseObject({ text: z.string().optional() })).nullish(),
      }),
    )
    .catch([]),
  tools: z.array(z.looseObject({ name: z.string().optional() })).catch([]),
});
export type RequestBody = z.infer<typeof RequestBody>;

export type OutputItem = { readonly type: string; readonly id: string; readonly [field: string]: unknown };

/** How a user's text steers the mock: `longReply(8)` is to be put into the message. */
export const longReply = (kibibytes: number): string => `[[long ${kibibytes}]]`;
export const withReasoning = '[[reason]]';
export const runInShell = (command: string): string => `[[shell ${command}]]`;

/** The output items for one request: what the text asks for, otherwise an echo of it. */
export function replyTo(body: RequestBody, newId: (prefix: string) => string): readonly OutputItem[] {
  const { text, answered } = lastUserMessage(body);
  const command = /\[\[shell (.+?)\]\]/.exec(text)?.[1];
  if (command !== undefined && !answered) return [shellCall(body, command, newId)];

  const reasoning = {
    type: 'reasoning',
    id: newId('rs'),
    summary: [{ type: 'summary_text', text: '**Thinking** before the mock answers' }],
    content: null,
    encrypted_content: 'bW9jaw==',
  };
  const kibibytes = Number(/\[\[long (\d+)\]\]/.exec(text)?.[1] ?? 0);
  const answer = kibibytes > 0 ? variedText(kibibytes * 1024) : `The mock heard: ${text.slice(0, 200)}`;
  const message = {
    type: 'message',
    id: newId('msg'),
    role: 'assistant',
    content: [{ type: 'output_text', text: answer, annotations: [] }],
  };
  return text.includes(withReasoning) ? [reasoning, message] : [message];
}

/** What a user typed last; Codex sends its own context under the role "user" too. */
function lastUserMessage({ input }: RequestBody): { readonly text: string; readonly answered: boolean } {
  const texts = input.map(({ content }) => (content ?? []).map(({ text }) => text ?? '').join('\n'));
  const index = input.findLastIndex(
    ({ type, role }, at) => type === 'message' && role === 'user' && !isContext(texts[at] ?? ''),
  );
  const after = index < 0 ? [] : input.slice(index + 1);
  return { text: texts[index] ?? '', answered: after.some(({ type }) => type.endsWith('_call_output')) };
}

function isContext(text: string): boolean {
  return /^\s*<(environment_context|user_instructions)/.test(text);
}

/** A call of whichever shell tool this version of Codex offers. */
function shellCall({ tools }: RequestBody, command: string, newId: (prefix: string) => string): OutputItem {
  const forms = {
    exec_command: { cmd: command },
    shell_command: { command },
    shell: { command: ['sh', '-c', command] },
  };
  const offered = new Set(tools.map(({ name }) => name));
  const [name, args] = Object.entries(forms).find(([form]) => offered.has(form)) ?? ['shell', forms.shell];
  return { type: 'function_call', id: newId('fc'), call_id: newId('call'), name, arguments: JSON.stringify(args) };
}

const WORDS = 'rollout thread archive restore worker frame window disk usage search ledger orbit maple quartz'.split(
  ' ',
);

/** Text that does not repeat itself, always the same. */
function variedText(length: number): string {
  let text = '';
  for (let state = 7; text.length < length;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += `${WORDS[(state >>> 8) % WORDS.length] ?? ''}${state % 7 === 0 ? ` ${state.toString(36)}\n` : ' '}`;
  }
  return text.slice(0, length);
}
