import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withIntent } from '#core/ledger/recordIntent';
import { systemEffects } from '#core/systemEffects';
import { DATED, HOLD, LONG, ours, plainName, recoveryLab } from '../../../support/recoveryLab';
import type { RecoveryLab } from '../../../support/recoveryLab';
import { ID } from '../../../support/rolloutFixture';

const NOTHING = Buffer.alloc(0);

/** Writes down what a file system without hard links makes us write before the first of the two steps. */
function intend({ home, ledger }: RecoveryLab): void {
  const target = { file: ledger, tool: 'test', trigger: 'window', jobId: null } as const;
  const two = {
    ...systemEffects,
    fs: { ...systemEffects.fs, moveNoReplace: (_from: string, _to: string, before?: () => void) => before?.() },
  };
  const { fs } = withIntent(two, target, { id: ID, plainPath: plainName(DATED) });
  fs.moveNoReplace(path.join(home, 'a.tmp'), path.join(home, 'b'));
}

/** A name was reserved by an empty file, and then the power failed. */
describe('a crash between the two steps of a move', () => {
  it('of publishing a twin leaves the plain file, and the empty twin goes', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', NOTHING);
    intend(lab);
    expect(lab.recoverTwice()).toMatchObject({ actions: [{ kind: 'removed_twin', threadId: ID }], findings: [] });
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });

  it('of setting the plain file aside leaves both forms, and the empty hold goes', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    lab.put(DATED, HOLD, NOTHING);
    intend(lab);
    expect(lab.recoverTwice().findings).toEqual([]);
    expect(Object.keys(lab.files())).toEqual([`${plainName(DATED)}.zst`]);
  });

  it('of a restore leaves the compressed file, and the empty plain one, which Codex would read, goes', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', NOTHING);
    lab.put(DATED, '.zst', ours(LONG));
    intend(lab);
    expect(lab.recoverTwice().findings).toEqual([]);
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: ours(LONG) });
  });

  it('of putting a held file back leaves it, and nothing of it is lost however often recovery has to run', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', NOTHING);
    lab.put(DATED, '.zst', ours(LONG));
    lab.put(DATED, HOLD, LONG);
    for (let runs = 0; lab.recover().actions.length > 0; runs += 1) expect(runs).toBeLessThan(3);
    expect(lab.recoverTwice()).toEqual({ actions: [], findings: [], deferred: null });
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: ours(LONG) });
  });
});
