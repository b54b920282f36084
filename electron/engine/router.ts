import { engineRpc, isEngineInternalMethod } from '#contract/engineRpc';
import type { EngineInternalMethod, EngineInternalParams, EngineInternalResult } from '#contract/engineRpc';
import { AppFailure } from '#contract/errors';
import type { AppError } from '#contract/errors';
import { err, ok } from '#contract/result';
import type { Result } from '#contract/result';
import { isRpcMethod, rpc } from '#contract/rpc';
import type { EngineMethod, RpcParams, RpcResult } from '#contract/rpc';
import { describeError } from '#core/rollout/outcome';

/** One function for each request that the engine answers; they may throw an AppFailure. */
export type Handlers = {
  readonly [M in EngineMethod]: (params: RpcParams<M>) => RpcResult<M> | Promise<RpcResult<M>>;
} & {
  readonly [M in EngineInternalMethod]: (
    params: EngineInternalParams<M>,
  ) => EngineInternalResult<M> | Promise<EngineInternalResult<M>>;
};

/** An error that nobody expected still says what it was; main writes it into the log. */
function unexpected(method: string, error: unknown): AppError {
  console.error(`${method}:`, error);
  const hint = 'Try again. If it happens again, restart Coldpress; nothing in the store was harmed.';
  return { code: 'INTERNAL', message: describeError(error), hint };
}

function invalid(method: string, why: string): AppError {
  const hint = 'This is a mistake in Coldpress itself. Please report it with the log.';
  return { code: 'INVALID_REQUEST', message: `${method}: ${why}`, hint };
}

/**
 * Answers a request by its method's schema and handler. Knows nothing of the way it came. Never rejects.
 */
export async function route(handlers: Handlers, method: string, params: unknown): Promise<Result<unknown>> {
  const isOurs = (isRpcMethod(method) && rpc[method].owner === 'engine') || isEngineInternalMethod(method);
  if (!isOurs) return err(invalid(method, 'the engine has no such request'));
  const table = { ...rpc, ...engineRpc };
  const parsed = table[method].params.safeParse(params);
  if (!parsed.success) return err(invalid(method, parsed.error.message));
  try {
    // The schema of this very method has just accepted the parameters.
    const handler = handlers[method as keyof Handlers] as (params: unknown) => unknown;
    return ok(await handler(parsed.data));
  } catch (error) {
    return err(error instanceof AppFailure ? error.appError : unexpected(method, error));
  }
}
