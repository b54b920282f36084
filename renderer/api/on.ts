import { type NotificationName, type NotificationParams, isNotificationName, notifications } from '#contract/notifications';
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

function deliver<N extends NotificationName>(listeners: Listeners, name: N, params: unknown): void {
  const parsed = notifications[name].safeParse(params);
  if (parsed.success) listeners[name]?.(parsed.data as NotificationParams<N>);
}
