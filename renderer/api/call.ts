import { anyResult } from '#contract/engineRpc';
import { type Result, err, ok } from '#contract/result';
import { type RpcMethod, type RpcParams, type RpcResult, rpc } from '#contract/rpc';
import { bridge } from './bridge';

/**
 * Puts one request to main or the engine and checks the answer against the contract's table. Never throws: what the
 * other side could not do, and an answer that is not understood, both come back as an error in words.
 */
export async function call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<Result<RpcResult<M>>> {
  try {
    const envelope = anyResult.parse(await bridge().invoke(method, params));
    if (!envelope.ok) return envelope;
    return ok(rpc[method].result.parse(envelope.value) as RpcResult<M>);
  } catch (error) {
    return err({
      code: 'INTERNAL',
      message: `The answer to ${method} was not understood.`,
      hint: 'No file was touched by this. Close the window and open it again; if it comes back, report it.',
      path: error instanceof Error ? error.message : String(error),
    });
  }
}
