import {
  type NotificationName,
  type NotificationParams,
  isNotificationName,
  notifications,
} from '#contract/notifications';
import { bridge } from './bridge';

export type Listeners = { readonly [N in NotificationName]?: (params: NotificationParams<N>) => void };

/**
 * Listens to pushed events, each checked against the contract's table; what does not fit is left out, because the next
 * question brings the truth. Returns the function that stops listening.
 */
export function onEvents(listeners: Listeners): () => void {
  return bridge().on((name, params) => {
    if (isNotificationName(name)) deliver(listeners, name, params);
  });
}

function deliver(listeners: Listeners, name: NotificationName, params: unknown): void {
  const parsed = notifications[name].safeParse(params);
  const listener = listeners[name] as ((params: unknown) => void) | undefined;
  if (parsed.success) listener?.(parsed.data);
}
