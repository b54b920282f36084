import { planDemoStore } from '#core/demo/plan';
import { newCursor, rolloutContent } from '#core/demo/rolloutContent';

/** A small healthy thread, from which an odd one is made. */
export type OddBase = {
  readonly id: string;
  readonly plainPath: string;
  readonly endMs: number;
  readonly content: Buffer;
  /** One more line in the form of the thread, in which the agent says something. */
  readonly line: (message: string) => Buffer;
};

export function makeOddBase(label: string, nowMs: number): OddBase {
  const seed = `oddity ${label}`;
  const size = { threads: 1, bytes: 60e3, largestBytes: 60e3, profile: 'small' } as const;
  const { threads } = planDemoStore({ ...size, seed, nowMs, coldShare: 1, archivedShare: 0 });
  const [thread] = threads;
  if (thread === undefined) throw new Error('a store of one thread has none');
  const cursor = newCursor();
  const blocks = Array.from(rolloutContent({ thread, seed, turnEnds: new Map(), cursor }), (block) =>
    Buffer.from(block),
  );
  const ordinal = thread.historyMode === 'paginated' ? `"ordinal":${cursor.ordinal},` : '';
  const head = `{"timestamp":"${new Date(thread.endMs).toISOString()}",${ordinal}"type":"event_msg","payload":`;
  return {
    id: thread.id,
    plainPath: thread.plainPath,
    endMs: thread.endMs,
    content: Buffer.concat(blocks),
    line: (message) =>
      Buffer.from(
        `${head}${JSON.stringify({ type: 'agent_message', message, phase: null, memory_citation: null })}}\n`,
      ),
  };
}
