import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** An error that the server answered with. */
class RpcError extends Error {
  override readonly name = 'RpcError';
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

type Notification = { readonly method: string; readonly params: unknown };

const Message = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});

type Waiter = {
  readonly accept: (message: Notification) => boolean;
  readonly resolve: (message: Notification) => void;
};
type Call = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

export type JsonRpc = {
  readonly request: (method: string, params: object) => Promise<unknown>;
  readonly notify: (method: string) => void;
  /** The next notification that is accepted. */
  readonly waitFor: (what: string, accept: (message: Notification) => boolean) => Promise<Notification>;
  /** Rejects everything that still waits. */
  readonly end: (error: Error) => void;
};

/** JSON-RPC, a message a line. Requests of the server are declined. */
export function createJsonRpc(input: Readable, output: Writable, timeoutMs: number): JsonRpc {
  const calls = new Map<number, Call>();
  const waiters = new Set<Waiter>();
  const enders = new Set<(error: Error) => void>();
  let lastId = 0;
  const send = (message: object): void => void output.write(`${JSON.stringify(message)}\n`);

  /** A promise that also ends with the connection, and after the time limit. */
  const limited = <T>(
    what: string,
    begin: (call: { resolve: (value: T) => void; reject: (error: Error) => void }) => void,
  ) =>
    new Promise<T>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        enders.delete(fail);
      };
      const fail = (error: Error): void => {
        done();
        reject(error);
      };
      const timer = setTimeout(() => fail(new Error(`${what}: nothing came within ${timeoutMs} ms`)), timeoutMs);
      enders.add(fail);
      begin({
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: fail,
      });
    });

  const receive = (line: string): void => {
    const message = Message.parse(JSON.parse(line));
    const { id, method, params, error } = message;
    if (method === undefined) {
      const call = typeof id === 'number' ? calls.get(id) : undefined;
      calls.delete(Number(id));
      if (error === undefined) call?.resolve(message.result);
      else call?.reject(new RpcError(error.code, error.message));
      return;
    }
    if (id !== undefined) send({ id, error: { code: -32601, message: 'the test client offers no methods' } });
    for (const waiter of waiters) {
      if (!waiter.accept({ method, params })) continue;
      waiters.delete(waiter);
      waiter.resolve({ method, params });
    }
  };
  const end = (error: Error): void => {
    for (const fail of [...enders]) fail(error);
  };
  readline.createInterface({ input }).on('line', (line) => {
    try {
      receive(line);
    } catch (error) {
      end(new Error(`a message of the server is not understood: ${line.slice(0, 500)}`, { cause: error }));
    }
  });

  return {
    request: (method, params) =>
      limited(method, ({ resolve, reject }) => {
        const id = ++lastId;
        calls.set(id, { resolve, reject });
        send({ id, method, params });
      }),
    notify: (method) => send({ method }),
    waitFor: (what, accept) => limited(what, ({ resolve }) => void waiters.add({ accept, resolve })),
    end,
  };
}
