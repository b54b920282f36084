import { engineRequest } from '#contract/engineRpc';
import type { NotificationName, NotificationParams } from '#contract/notifications';
import type { Result } from '#contract/result';

/** The engine's side of the line to main. In Electron it is `process.parentPort`, in tests any message port. */
export type ParentPort = {
  readonly postMessage: (message: unknown) => void;
  readonly on: (event: 'message', listener: (event: { readonly data: unknown }) => void) => unknown;
};

export type Notify = <N extends NotificationName>(event: N, params: NotificationParams<N>) => void;

/** Answers each request exactly once, in whatever order they finish. */
export function openChannel(
  port: ParentPort,
  handle: (method: string, params: unknown) => Promise<Result<unknown>>,
): void {
  port.on('message', ({ data }) => {
    const { id, method, params } = engineRequest.parse(data);
    void handle(method, params).then((result) => port.postMessage({ id, result }));
  });
}
