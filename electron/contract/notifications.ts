import { z } from 'zod';
import { jobId, jobProgress } from './job';
import { scanState } from './store';
import { count } from './thread';

/** The state of the engine process, as main sees it. `failed`: it died too often; only a restart of the app helps. */
const engineState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running') }),
  z.object({ kind: z.literal('restarting'), reason: z.string(), attempt: count, inMs: z.number() }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type EngineState = z.infer<typeof engineState>;

/** The table of pushed events. Names are past tense; they carry revisions and small facts, never lists. */
export const notifications = {
  'store/changed': z.object({ revision: count, scan: scanState }),
  /** Another store (or none) is open now: ask `store/current`. */
  'store/switched': z.object({}),
  'job/progressed': jobProgress,
  'job/finished': z.object({ jobId }),
  /** The record has new entries: ask for the page that is on show. */
  'activity/changed': z.object({}),
  'health/changed': z.object({}),
  'engine/changed': engineState,
  'window/changed': z.object({ maximized: z.boolean(), focused: z.boolean() }),
} as const;

type Notifications = typeof notifications;
export type NotificationName = keyof Notifications;
export type NotificationParams<N extends NotificationName> = z.infer<Notifications[N]>;

export function isNotificationName(name: unknown): name is NotificationName {
  return typeof name === 'string' && Object.hasOwn(notifications, name);
}
