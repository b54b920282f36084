import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendEntries } from '#core/ledger/appendEntries';
import { readLedger } from '#core/ledger/readLedger';
import type { Effects } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import {
  ARCHIVED,
  damaged,
  DATED,
  hasty,
  HOLD,
  ID,
  LONG,
  OTHER,
  ours,
  plainName,
  recoveryLab,
  SHORT,
  theirs,
} from '../../../support/recoveryLab';

const ROOTS = [DATED, ARCHIVED];

/** The last that the ledger says: a file of this thread was about to be published. */
function intend(ledger: string): void {
  const common = { trigger: 'window', jobId: null, durationMs: 0, threadId: ID } as const;
  const target = { file: ledger, tool: 'test', trigger: 'window', jobId: null } as const;
  appendEntries(systemEffects, target, [{ kind: 'intent', ...common, path: plainName(DATED), temporary: 't' }]);
}

describe('a plain file and an equal compressed one', () => {
  it.for(ROOTS)('become the compressed one alone, as the swap would have ended (%s)', (root, context) => {
    const lab = recoveryLab(context);
    lab.put(root, '', LONG);
    const zst = ours(LONG);
    lab.put(root, '.zst', zst);
    const { actions, findings } = lab.recoverTwice();
    expect(findings).toEqual([]);
    expect(actions.map(({ kind, threadId }) => [kind, threadId])).toEqual([
      ['finished_swap', ID],
      ['removed_hold', ID],
    ]);
    expect(lab.files()).toEqual({ [`${plainName(root)}.zst`]: zst });
    const entries = [...readLedger(systemEffects.fs, lab.ledger)];
    expect(entries.map((item) => (item.kind === 'entry' ? item.entry.body : item))).toMatchObject(
      actions.map((action) => ({ kind: 'recovery', trigger: 'start', action })),
    );
  });

  it('become the compressed one alone also where Codex’s worker had stopped', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', theirs(LONG));
    lab.recoverTwice();
    expect(Object.keys(lab.files())).toEqual([`${plainName(DATED)}.zst`]);
  });

  it('become the plain one alone while a program has that open', (context) => {
    const lab = recoveryLab(context);
    const fd = fs.openSync(lab.put(DATED, '', LONG), 'a');
    lab.put(DATED, '.zst', theirs(LONG));
    const { actions } = lab.recoverTwice();
    fs.closeSync(fd);
    expect(actions.map(({ kind }) => kind)).toEqual(['removed_twin']);
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });

  it('become the plain one alone while Codex has the thread loaded', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    fs.mkdirSync(path.join(lab.home, 'thread-writer-locks'));
    const fd = fs.openSync(path.join(lab.home, 'thread-writer-locks', `${ID}.lock`), 'w');
    expect(systemEffects.locks.tryLock(fd)).toBe(true);
    lab.recoverTwice();
    fs.closeSync(fd);
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });

  it('become the plain one alone where an older Codex could not read the other', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    lab.recover({ keepsPlain: [ID] });
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });

  it('become the plain one alone where that was archived after the crash', (context) => {
    const lab = recoveryLab(context);
    lab.put(ARCHIVED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    expect(lab.recoverTwice().actions.map(({ kind }) => kind)).toEqual(['removed_twin']);
    expect(lab.files()).toEqual({ [plainName(ARCHIVED)]: LONG });
  });
});

describe('a plain file that somebody opens right while its swap is being finished', () => {
  /** Acts in the second in which the plain file is on hold. */
  function during(act: (hold: string) => void, home: string): Effects {
    const pause = (ms: number): void => {
      if (ms >= 1000) act(path.join(home, plainName(DATED) + HOLD));
    };
    return { ...hasty, clock: { ...hasty.clock, pause } };
  }
  const line = '{"type":"event_msg","payload":{"late":true}}\n';

  it('keeps every line of a writer who has closed it again', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    lab.recover({ effects: during((hold) => fs.appendFileSync(hold, line), lab.home) });
    expect(lab.files()).toEqual({ [plainName(DATED)]: Buffer.concat([LONG, Buffer.from(line)]) });
  });

  it('gets its name back while the writer still has it open, and the compressed file goes', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    const open: number[] = [];
    lab.recover({ effects: during((hold) => open.push(fs.openSync(hold, 'a')), lab.home) });
    for (const fd of open) {
      fs.writeSync(fd, line);
      fs.closeSync(fd);
    }
    expect(open).toHaveLength(1);
    expect(lab.files()).toEqual({ [plainName(DATED)]: Buffer.concat([LONG, Buffer.from(line)]) });
  });

  it('keeps the thread that Codex has restored meanwhile', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', ours(LONG));
    const longer = Buffer.concat([LONG, Buffer.from(line)]);
    const restore = (hold: string): void => {
      fs.writeFileSync(hold.slice(0, -HOLD.length), longer);
      fs.unlinkSync(hold.replace(HOLD, '.zst'));
    };
    lab.recover({ effects: during(restore, lab.home) });
    expect(lab.files()).toEqual({ [plainName(DATED)]: longer });
  });
});

describe('a compressed file that is the beginning of the plain one', () => {
  it.for(ROOTS)('is removed with its proof where it is ours (%s)', (root, context) => {
    const lab = recoveryLab(context);
    lab.put(root, '', LONG);
    lab.put(root, '.zst', ours(SHORT));
    const { actions } = lab.recoverTwice();
    expect(actions).toMatchObject([{ kind: 'removed_twin', bytes: LONG.length, sha256: expect.any(String) }]);
    expect(lab.files()).toEqual({ [plainName(root)]: LONG });
  });

  it('is offered where another tool made it', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', theirs(SHORT));
    const before = lab.snapshot();
    const { actions, findings } = lab.recoverTwice();
    expect(actions).toEqual([]);
    expect(findings).toMatchObject([
      {
        kind: 'stale_twin',
        threadId: ID,
        path: `${plainName(DATED)}.zst`,
        choices: expect.arrayContaining(['set_aside_compressed']),
      },
    ]);
    expect(lab.snapshot()).toEqual(before);
  });
});

describe('a compressed file that does not decode', () => {
  it('is reported, and both stay', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', damaged(LONG));
    const before = lab.snapshot();
    expect(lab.recoverTwice().findings).toMatchObject([{ kind: 'damaged_twin', severity: 'caution' }]);
    expect(lab.snapshot()).toEqual(before);
  });

  it('is reported where its receipt speaks of another content', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', Buffer.concat([theirs(LONG), ours(OTHER).subarray(theirs(OTHER).length + 4)]));
    expect(lab.recoverTwice().findings).toMatchObject([{ kind: 'damaged_twin' }]);
  });

  it('is removed where the ledger says that we were writing it', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', LONG);
    lab.put(DATED, '.zst', damaged(LONG));
    intend(lab.ledger);
    expect(lab.recoverTwice().actions.map(({ kind }) => kind)).toEqual(['removed_twin']);
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });
});

describe('an empty plain file beside a whole compressed one', () => {
  it('is removed where the ledger says that we were making it, and reported otherwise', (context) => {
    const lab = recoveryLab(context);
    const zst = ours(LONG);
    lab.put(DATED, '', Buffer.alloc(0));
    lab.put(DATED, '.zst', zst);
    expect(lab.recoverTwice()).toMatchObject({ actions: [], findings: [{ kind: 'conflict' }] });
    intend(lab.ledger);
    expect(lab.recoverTwice().actions.map(({ kind }) => kind)).toEqual(['removed_twin']);
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: zst });
  });
});

describe('two files of which neither is the beginning of the other', () => {
  it.for([
    ['our own', ours(OTHER), LONG],
    ['another tool’s', theirs(OTHER), LONG],
    ['a longer one', ours(LONG), SHORT],
  ] as const)('are a conflict, and both stay (%s)', ([, zst, plain], context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', plain);
    lab.put(DATED, '.zst', zst);
    const before = lab.snapshot();
    const { actions, findings } = lab.recoverTwice();
    expect(actions).toEqual([]);
    expect(findings).toMatchObject([{ kind: 'conflict', severity: 'danger', threadId: ID, files: 2 }]);
    expect(lab.snapshot()).toEqual(before);
  });
});
