import { z } from 'zod';
import { activityFilter } from './activity';
import { appError } from './errors';
import { storeView } from './store';
import { count, threadId } from './thread';

/**
 * Requests that only main puts to the engine. The page can name none of them: they carry paths, or return them.
 * `engine/shutdown` finishes or backs out of the swap in hand; after its reply the engine may be ended at any time.
 */
export const engineRpc = {
  'store/open': {
    params: z.object({ path: z.string().min(1), source: z.enum(['chosen', 'demo']) }),
    result: storeView,
  },
  'thread/path': { params: z.object({ id: threadId }), result: z.object({ path: z.string() }) },
  'thread/resumeCommand': { params: z.object({ id: threadId }), result: z.object({ command: z.string() }) },
  /** One entry of the record as it stands in the ledger. */
  'activity/json': { params: z.object({ seq: count }), result: z.object({ json: z.string() }) },
  /** Writes what matches into this file, in the place of what stands there: the person was asked. */
  'activity/write': {
    params: z.object({ path: z.string().min(1), filter: activityFilter, format: z.enum(['csv', 'json']) }),
    result: z.object({ entries: count }),
  },
  'engine/shutdown': { params: z.object({}), result: z.null() },
} as const;

export type EngineRpc = typeof engineRpc;
export type EngineInternalMethod = keyof EngineRpc;
export type EngineInternalParams<M extends EngineInternalMethod> = z.infer<EngineRpc[M]['params']>;
export type EngineInternalResult<M extends EngineInternalMethod> = z.infer<EngineRpc[M]['result']>;

export function isEngineInternalMethod(name: unknown): name is EngineInternalMethod {
  return typeof name === 'string' && Object.hasOwn(engineRpc, name);
}

/** main → engine, over the parent port. The engine answers each id exactly once. */
export const engineRequest = z.object({ id: z.int().positive(), method: z.string(), params: z.unknown() });
export type EngineRequest = z.infer<typeof engineRequest>;

/** The envelope of every reply. What is in `value` is checked again by the method's own schema. */
export const anyResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: appError }),
]);

/** engine → main: once `ready`, then replies and pushed events. */
export const engineMessage = z.union([
  z.object({ id: z.int().positive(), result: anyResult }),
  z.object({ event: z.string(), params: z.unknown() }),
  z.object({ ready: z.literal(true) }),
]);
export type EngineMessage = z.infer<typeof engineMessage>;
