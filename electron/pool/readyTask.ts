/** Asks a thread of a pool to say that it is there, and to wait until so many others are. */
export type ReadyTask = { readonly kind: 'ready'; readonly memory: SharedArrayBuffer; readonly threads: number };

/** A thread takes a tenth of a second to load what it needs; one that is busy with a rollout never comes. */
const WAIT_MS = 2000;

/** Runs in a pool thread: its modules are loaded by now. */
export function runReady({ memory, threads }: ReadyTask): null {
  const cells = new Int32Array(memory);
  Atomics.add(cells, 0, 1);
  Atomics.notify(cells, 0);
  for (let there = Atomics.load(cells, 0); there < threads; there = Atomics.load(cells, 0)) {
    if (Atomics.wait(cells, 0, there, WAIT_MS) === 'timed-out') break;
  }
  return null;
}

/**
 * Resolves when that many threads of a pool have loaded their modules. A thread that is ended while it still loads a native
 * one (koffi) takes the whole process with it, so no pool is closed before.
 */
export async function threadsReady(threads: number, run: (task: ReadyTask) => Promise<unknown>): Promise<void> {
  const memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  await Promise.all(Array.from({ length: threads }, () => run({ kind: 'ready', memory, threads })));
}
