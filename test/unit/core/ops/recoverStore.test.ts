import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeRunLock } from '#core/locks/storeLocks';
import { systemEffects } from '#core/systemEffects';
import { asNobody } from '../../../support/asNobody';
import { DATED, HOLD, ID, LONG, ours, plainName, recoveryLab, SHORT } from '../../../support/recoveryLab';
import { addLeftovers } from '../../../support/store/leftovers';

function temporary(home: string, name: string): string {
  const file = path.join(home, DATED, name);
  fs.writeFileSync(file, 'half');
  return file;
}

describe('temporaries', () => {
  it('of ours are removed, but not one that is being written', (context) => {
    const lab = recoveryLab(context);
    temporary(lab.home, 'rollout-compress-cp00112233aabb.tmp');
    temporary(lab.home, 'rollout-materialize-cp00112233aabb.tmp');
    const busy = temporary(lab.home, 'rollout-compress-cp445566778899.tmp');
    const fd = fs.openSync(busy, 'r+');
    expect(systemEffects.locks.tryLock(fd)).toBe(true);
    const { actions, findings } = lab.recoverTwice();
    fs.closeSync(fd);
    expect(findings).toEqual([]);
    expect(actions.map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['removed_temporary', 4],
      ['removed_temporary', 4],
    ]);
    expect(fs.readdirSync(path.join(lab.home, DATED))).toEqual([path.basename(busy)]);
  });

  it('of Codex are told of together when they are six hours old, and stay; no lock is taken for that', (context) => {
    const lab = recoveryLab(context);
    addLeftovers(lab.home, Date.now());
    const before = lab.snapshot();
    const { actions, findings } = lab.recoverTwice();
    expect(actions).toEqual([]);
    expect(findings).toMatchObject([{ kind: 'codex_leftover', severity: 'note', files: 3 }]);
    expect(lab.snapshot()).toEqual(before);
    expect(fs.existsSync(path.join(lab.home, '.tmp'))).toBe(false);
  });
});

describe('a store', () => {
  it('without anything to recover is not touched at all, not even its locks', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '.zst', ours(LONG));
    expect(lab.recover()).toEqual({ actions: [], findings: [], deferred: null });
    expect(fs.readdirSync(lab.home).sort()).toEqual(['archived_sessions', 'sessions']);
  });

  it('that another run holds is left as it is, and says by whom', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '.zst', ours(LONG));
    lab.put(DATED, HOLD, LONG);
    const before = lab.snapshot();
    const lock = takeRunLock(systemEffects, lab.home);
    expect(lab.recover()).toEqual({ actions: [], findings: [], deferred: `process ${process.pid}` });
    expect(lab.snapshot()).toEqual(before);
    lock?.release();
    expect(lab.recover().actions).toHaveLength(1);
  });

  it('goes on after a thread that cannot be worked on', (context) => {
    const lab = recoveryLab(context);
    const other = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0002';
    const odd = path.join(lab.home, DATED, `rollout-2026-01-02T03-04-05-${other}.jsonl`);
    fs.writeFileSync(`${odd}.zst`, ours(LONG));
    fs.writeFileSync(odd + HOLD, LONG);
    fs.symlinkSync('/dev/null', odd);
    lab.put(DATED, '.zst', ours(SHORT));
    lab.put(DATED, HOLD, SHORT);
    const { actions, findings } = lab.recoverTwice();
    expect(actions).toMatchObject([{ kind: 'removed_hold', threadId: ID }]);
    expect(findings).toMatchObject([{ kind: 'hold', severity: 'danger', threadId: other }]);
  });

  it('of another user is left as it is, and that is said', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '.zst', ours(LONG));
    fs.chmodSync(lab.put(DATED, HOLD, LONG), 0o600);
    for (const folder of ['.tmp', 'thread-writer-locks']) fs.mkdirSync(path.join(lab.home, folder), { mode: 0o777 });
    for (const folder of ['.tmp', 'thread-writer-locks']) fs.chmodSync(path.join(lab.home, folder), 0o777);
    fs.chmodSync(path.dirname(lab.home), 0o755);
    const before = lab.snapshot();
    const result = asNobody(lab.home, () => lab.recover());
    expect(result.actions).toEqual([]);
    expect(result.findings.filter(({ kind }) => kind !== 'ledger')).toMatchObject([
      { kind: 'unreadable', severity: 'caution', threadId: ID, message: expect.stringMatching(/EACCES/) },
    ]);
    expect(lab.snapshot()).toEqual(before);
  });

  it('of another user gets back what root recovers as that user’s own', (context) => {
    if (process.getuid?.() !== 0) throw new Error('this test needs root, as the test machine has it');
    const lab = recoveryLab(context);
    const hold = lab.put(DATED, HOLD, LONG);
    for (const file of [lab.home, path.join(lab.home, 'sessions'), path.dirname(hold), hold])
      fs.chownSync(file, 12_345, 23_456);
    lab.recover();
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
    for (const file of [plainName(DATED), '.tmp', 'thread-writer-locks', '.tmp/rollout-maintenance.lock']) {
      expect(fs.lstatSync(path.join(lab.home, file))).toMatchObject({ uid: 12_345, gid: 23_456 });
    }
  });
});
