import path from 'node:path';
import type { Effects } from '../ports';
import { appendEntries } from './appendEntries';
import type { LedgerTarget } from './entry';

type Thread = { readonly id: string; /** Of the plain form, relative to the home. */ readonly plainPath: string };

/**
 * Effects that write down what is about to be published where a file system can do that only in two steps: recovery then
 * knows an empty file between them for ours. Nothing is published that could not be written down.
 */
export function withIntent(effects: Effects, ledger: LedgerTarget | null, { id, plainPath }: Thread): Effects {
  if (ledger === null) return effects;
  const { trigger, jobId } = ledger;
  const intend = (temporary: string): void => {
    const body = { kind: 'intent', trigger, jobId, durationMs: 0, threadId: id, path: plainPath, temporary } as const;
    appendEntries(effects, ledger, [body]);
  };
  const { moveNoReplace } = effects.fs;
  return {
    ...effects,
    fs: { ...effects.fs, moveNoReplace: (from, to) => moveNoReplace(from, to, () => intend(path.basename(from))) },
  };
}
