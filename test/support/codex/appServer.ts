import { spawn } from 'node:child_process';
import { z } from 'zod';
import { codexEnvironment } from './codexConfig';
import { findCodex } from './findCodex';
import { createJsonRpc } from './jsonRpc';
import type { JsonRpc } from './jsonRpc';

export const Thread = z.object({
  id: z.string(),
  path: z.string().nullish(),
  historyMode: z.string().nullish(),
  turns: z.array(z.unknown()).default([]),
});
export type Thread = z.infer<typeof Thread>;

const WithThread = z.object({ thread: Thread });
const TurnCompleted = z.object({
  threadId: z.string(),
  turn: z.object({ status: z.string(), error: z.unknown().optional() }),
});
type TurnResult = z.infer<typeof TurnCompleted>['turn'];

/** A running `codex app-server`. */
export type AppServer = {
  readonly pid: number;
  readonly request: (method: string, params?: object) => Promise<unknown>;
  /** A request whose answer is a thread: thread/start, thread/read, thread/resume, thread/fork. */
  readonly requestThread: (method: string, params: object) => Promise<Thread>;
  /** One turn with a text, and pictures as data URLs; done when Codex says that it is. */
  readonly runTurn: (threadId: string, text: string, images?: readonly string[]) => Promise<TurnResult>;
  readonly compact: (threadId: string) => Promise<TurnResult>;
  /** Ends Codex as its clients do, and waits until it is gone. */
  readonly close: () => Promise<void>;
};

export type AppServerOptions = { readonly args?: readonly string[]; readonly timeoutMs?: number };

const CLOSE_TIMEOUT_MS = 5000;
const KEPT_ERROR_OUTPUT = 4000;

/** Starts Codex on a home and says hello. The home needs a configuration: see `writeCodexConfig`. */
export async function startAppServer(home: string, options: AppServerOptions = {}): Promise<AppServer> {
  const child = spawn(findCodex(), ['app-server', ...(options.args ?? [])], {
    env: codexEnvironment(home),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-KEPT_ERROR_OUTPUT)));
  child.stdin.on('error', () => undefined); // EPIPE after a crash: the exit below says more
  const rpc = createJsonRpc(child.stdout, child.stdin, options.timeoutMs ?? 60_000);
  const gone = new Promise<void>((resolve) => {
    const ended = (reason: string): void => {
      rpc.end(new Error(`codex app-server ended (${reason}): ${errors}`));
      resolve();
    };
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(String(code ?? signal)));
  });

  const close = async (): Promise<void> => {
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGTERM'), CLOSE_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  };
  const clientInfo = { name: 'coldpress-tests', title: 'Coldpress tests', version: '0.1.0' };
  try {
    await rpc.request('initialize', { clientInfo, capabilities: { experimentalApi: true } });
  } catch (error) {
    await close();
    throw error;
  }
  rpc.notify('initialized');
  return { pid: child.pid ?? 0, close, ...threadCalls(rpc) };
}

function threadCalls(rpc: JsonRpc): Omit<AppServer, 'pid' | 'close'> {
  const untilTurnEnds = async (threadId: string, method: string, params: object): Promise<TurnResult> => {
    const ended = rpc.waitFor(`the end of ${method}`, (message) => {
      return message.method === 'turn/completed' && TurnCompleted.parse(message.params).threadId === threadId;
    });
    const [{ params: result }] = await Promise.all([ended, rpc.request(method, { threadId, ...params })]);
    return TurnCompleted.parse(result).turn;
  };
  return {
    request: (method, params = {}) => rpc.request(method, params),
    requestThread: async (method, params) => WithThread.parse(await rpc.request(method, params)).thread,
    runTurn: (threadId, text, images = []) => {
      const pictures = images.map((url) => ({ type: 'image', url }));
      return untilTurnEnds(threadId, 'turn/start', { input: [{ type: 'text', text, text_elements: [] }, ...pictures] });
    },
    compact: (threadId) => untilTurnEnds(threadId, 'thread/compact/start', {}),
  };
}
