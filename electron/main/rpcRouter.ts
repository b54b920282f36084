import {
  engineRpc,
  type EngineInternalMethod,
  type EngineInternalParams,
  type EngineInternalResult,
  type EngineRpc,
} from '#contract/engineRpc';
import type { AppError } from '#contract/errors';
import { err, ok, type Result } from '#contract/result';
import {
  isRpcMethod,
  rpc,
  type MainMethod,
  type Rpc,
  type RpcMethod,
  type RpcParams,
  type RpcResult,
} from '#contract/rpc';
import type { Engine } from './engineHost';
import { describeIssues } from './issues';
import type { Log } from './log';

/** Main's answers to the requests it owns. Params are checked before, results are main's own. */
export type MainHandlers = {
  readonly [M in MainMethod]: (params: RpcParams<M>) => Promise<Result<RpcResult<M>>> | Result<RpcResult<M>>;
};

export type Router = (method: unknown, params: unknown) => Promise<Result<unknown>>;

type RouterOptions = { readonly engine: Engine; readonly handlers: MainHandlers; readonly log: Log };

/**
 * Answers the page by the ONE table: an unknown method or params that do not fit are an `INVALID_REQUEST`, the owner
 * answers the rest, and an answer of the engine that does not fit the table is an `INTERNAL` error. Never rejects.
 */
export function createRouter({ engine, handlers, log }: RouterOptions): Router {
  return async (method, params) => {
    if (!isRpcMethod(method)) return err(invalid('There is no request of this name.'));
    const checked = rpc[method].params.safeParse(params);
    if (!checked.success) return err(invalid(`${method}: ${describeIssues(checked.error.issues)}`));
    try {
      if (isMainMethod(method)) return await answerHere(handlers, method, checked.data);
      return checkResult({ method, schema: rpc[method].result, log }, await engine.call(method, checked.data));
    } catch (error) {
      log.error(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return err(internal(method, error instanceof Error ? error.message : String(error)));
    }
  };
}

/** A request of main's own to the engine, with its answer checked. */
export async function askEngine<M extends EngineInternalMethod>(
  { engine, log }: { readonly engine: Engine; readonly log: Log },
  method: M,
  params: EngineInternalParams<M>,
): Promise<Result<EngineInternalResult<M>>> {
  const result = await engine.call(method, params);
  const checked = checkResult({ method, schema: engineRpc[method].result, log }, result);
  return checked as Result<EngineInternalResult<M>>;
}

function isMainMethod(method: RpcMethod): method is MainMethod {
  return rpc[method].owner === 'main';
}

async function answerHere(handlers: MainHandlers, method: MainMethod, params: unknown): Promise<Result<unknown>> {
  // The params were parsed by this very method's schema; the compiler cannot pair the two by name.
  const handler = handlers[method] as (params: unknown) => Promise<Result<unknown>> | Result<unknown>;
  return handler(params);
}

type ResultSchema = Rpc[RpcMethod]['result'] | EngineRpc[EngineInternalMethod]['result'];
type Expected = { readonly method: string; readonly schema: ResultSchema; readonly log: Log };

function checkResult({ method, schema, log }: Expected, result: Result<unknown>): Result<unknown> {
  if (!result.ok) return result;
  const checked = schema.safeParse(result.value);
  if (checked.success) return ok(checked.data);
  log.error(`${method}: the engine's answer does not fit: ${describeIssues(checked.error.issues)}`);
  return err(internal(method, 'The answer of the engine is not understood.'));
}

function invalid(message: string): AppError {
  return { code: 'INVALID_REQUEST', message, hint: 'This is a fault of Coldpress. Nothing was changed.' };
}

function internal(method: string, message: string): AppError {
  return {
    code: 'INTERNAL',
    message: `${method}: ${message}`,
    hint: 'This is a fault of Coldpress; its log says more.',
  };
}
