import type { DemoPlan, DemoThread } from './plan';

/** A file beside the rollouts. */
export type DemoFile = {
  readonly path: string;
  readonly chunks: Iterable<Uint8Array>;
  readonly mode: number;
  readonly timeMs: number;
};

/** Every so often a thread was renamed: the file is append-only, and the last line for an id counts. */
const RENAMED_EVERY = 4;

/** The names that users gave to threads. */
export function sessionIndex({ threads, options }: DemoPlan): DemoFile {
  const named = threads.filter(({ name }) => name !== null);
  const earlier = named.filter(({ index }) => index % RENAMED_EVERY === 0);
  const lines = [
    ...earlier.map((thread) => indexLine(thread, 'Untitled')),
    ...named.map((thread) => indexLine(thread, thread.name ?? '')),
  ];
  return {
    path: 'session_index.jsonl',
    chunks: [Buffer.from(lines.join(''))],
    mode: 0o600,
    timeMs: options.nowMs,
  };
}

/** The time has nanoseconds, as Codex writes it. */
function indexLine({ id, endMs }: DemoThread, name: string): string {
  const updatedAt = new Date(endMs).toISOString().replace('Z', '000000Z');
  return `${JSON.stringify({ id, thread_name: name, updated_at: updatedAt })}\n`;
}
