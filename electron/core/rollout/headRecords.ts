import { z } from 'zod';
import type { SessionMeta } from '../model/sessionMeta';
import { oneLine, titleOfMessage } from '../model/threadTitle';

/** A field that is missing, `null` or of another shape says nothing; unknown fields are Codex's own business. */
const text = z.string().nullable().catch(null);
const said = text.optional().transform((value) => (value === undefined || value === null ? null : oneLine(value)));
const reference = z
  .object({ thread_id: text.optional(), parent_thread_id: text.optional() })
  .nullable()
  .optional()
  .catch(null);

const sessionMetaRecord = z.object({
  type: z.literal('session_meta'),
  payload: z.object({
    id: z.string().max(200),
    timestamp: text.optional(),
    cwd: said,
    originator: said,
    cli_version: said,
    source: z.unknown().optional(),
    history_mode: text.optional(),
    git: z.object({ branch: said }).nullable().optional().catch(null),
    forked_from_id: text.optional(),
    history_base: reference,
  }),
});
const subagentSource = z.object({ subagent: z.object({ thread_spawn: reference }).catch({ thread_spawn: null }) });

const turnContextRecord = z.object({ type: z.literal('turn_context'), payload: z.object({ model: z.string() }) });

const list = z.array(z.unknown()).nullable().optional().catch(null);
const legacyMessage = z.object({
  type: z.literal('user_message'),
  message: z.string().catch(''),
  images: list,
  local_images: list,
});
const item = z.object({ type: z.string().catch(''), text: z.string().optional().catch(undefined) });
const paginatedMessage = z.object({
  type: z.literal('item_completed'),
  item: z.object({ type: z.literal('UserMessage'), content: z.array(item).catch([]) }),
});
const eventRecord = z.object({
  type: z.literal('event_msg'),
  payload: z.discriminatedUnion('type', [legacyMessage, paginatedMessage]),
});

function epochMsOf(timestamp: string | null | undefined): number | null {
  const ms = Date.parse(timestamp ?? '');
  return Number.isNaN(ms) ? null : ms;
}

/** Histories were all legacy before the field came (codex-store.md, section 2); an unknown word is not guessed at. */
function historyModeOf(mode: string | null | undefined): SessionMeta['historyMode'] {
  if (mode === undefined || mode === null) return 'legacy';
  return mode === 'legacy' || mode === 'paginated' ? mode : null;
}

function sourceOf(source: unknown): { readonly source: string | null; readonly parentId: string | null } {
  if (typeof source === 'string') return { source: oneLine(source), parentId: null };
  const subagent = subagentSource.safeParse(source).data?.subagent;
  if (subagent === undefined) return { source: null, parentId: null };
  return { source: 'subagent', parentId: subagent.thread_spawn?.parent_thread_id ?? null };
}

/** The thread's facts, if this parsed line is a session_meta record. */
export function sessionMetaOf(record: unknown): SessionMeta | null {
  const payload = sessionMetaRecord.safeParse(record).data?.payload;
  if (payload === undefined) return null;
  const { source, parentId } = sourceOf(payload.source);
  return {
    id: payload.id,
    createdAtMs: epochMsOf(payload.timestamp),
    cwd: payload.cwd,
    branch: payload.git?.branch ?? null,
    cliVersion: payload.cli_version,
    originator: payload.originator,
    source,
    historyMode: historyModeOf(payload.history_mode),
    baseId: payload.history_base?.thread_id ?? null,
    parentId: payload.forked_from_id ?? payload.history_base?.thread_id ?? parentId,
  };
}

/** The model, if this parsed line is a turn_context record. */
export function modelOf(record: unknown): string | null {
  const model = turnContextRecord.safeParse(record).data?.payload.model;
  return model === undefined ? null : oneLine(model);
}

/** The title that this parsed line gives, if it is a user's message, legacy or paginated. */
export function titleOf(record: unknown): string | null {
  const payload = eventRecord.safeParse(record).data?.payload;
  if (payload === undefined) return null;
  if (payload.type === 'user_message') {
    const images = (payload.images?.length ?? 0) + (payload.local_images?.length ?? 0);
    return titleOfMessage(payload.message, images > 0);
  }
  const { content } = payload.item;
  const message = content.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('');
  return titleOfMessage(
    message,
    content.some((part) => part.type === 'image' || part.type === 'local_image'),
  );
}
