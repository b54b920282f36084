import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemEffects } from '#core/systemEffects';
import {
  ARCHIVED,
  damaged,
  DATED,
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
const kinds = ({ actions }: { readonly actions: readonly { readonly kind: string }[] }): readonly string[] =>
  actions.map(({ kind }) => kind);

describe('a hold whose content stands in the thread', () => {
  it.for(ROOTS)('is removed beside the equal compressed file (%s)', (root, context) => {
    const lab = recoveryLab(context);
    const zst = ours(LONG);
    lab.put(root, '.zst', zst);
    lab.put(root, HOLD, LONG);
    expect(kinds(lab.recoverTwice())).toEqual(['removed_hold']);
    expect(lab.files()).toEqual({ [`${plainName(root)}.zst`]: zst });
  });

  it('is removed where the thread was archived or has gone on since', (context) => {
    const lab = recoveryLab(context);
    lab.put(ARCHIVED, '', LONG);
    lab.put(DATED, HOLD, SHORT);
    expect(kinds(lab.recoverTwice())).toEqual(['removed_hold']);
    expect(lab.files()).toEqual({ [plainName(ARCHIVED)]: LONG });
  });

  it('is removed where pressing again had set the old compressed file aside', (context) => {
    const lab = recoveryLab(context);
    const zst = ours(LONG);
    lab.put(DATED, '.zst', zst);
    lab.put(DATED, `.zst${HOLD}`, theirs(LONG));
    expect(kinds(lab.recoverTwice())).toEqual(['removed_hold']);
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: zst });
  });

  it('is removed where it is only a second name of the thread’s own file', (context) => {
    const lab = recoveryLab(context);
    const file = lab.put(DATED, '', LONG);
    fs.linkSync(file, file + HOLD);
    expect(kinds(lab.recoverTwice())).toEqual(['removed_hold']);
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });

  it.for([HOLD, `.zst${HOLD}`] as const)('is removed where a move in two steps left it empty (%s)', (form, context) => {
    const lab = recoveryLab(context);
    const zst = ours(LONG);
    lab.put(DATED, '.zst', zst);
    lab.put(DATED, form, Buffer.alloc(0));
    expect(kinds(lab.recoverTwice())).toEqual(['removed_hold']);
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: zst });
  });

  it('is left alone while a program has it open, and that is said', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '.zst', ours(LONG));
    const fd = fs.openSync(lab.put(DATED, HOLD, LONG), 'r');
    const before = lab.snapshot();
    expect(lab.recoverTwice()).toMatchObject({ actions: [], findings: [{ kind: 'hold', severity: 'note' }] });
    expect(lab.snapshot()).toEqual(before);
    fs.closeSync(fd);
    expect(kinds(lab.recoverTwice())).toEqual(['removed_hold']);
  });
});

describe('a hold that holds more than the thread', () => {
  it.for(ROOTS)('is put back; our own compressed file, its beginning, goes (%s)', (root, context) => {
    const lab = recoveryLab(context);
    lab.put(root, '.zst', ours(SHORT));
    lab.put(root, HOLD, LONG);
    expect(kinds(lab.recoverTwice())).toEqual(['put_back', 'removed_twin']);
    expect(lab.files()).toEqual({ [plainName(root)]: LONG });
  });

  it('is put back where the thread is now: a compressed file in the archive', (context) => {
    const lab = recoveryLab(context);
    lab.put(ARCHIVED, '.zst', ours(SHORT));
    lab.put(DATED, HOLD, LONG);
    expect(kinds(lab.recoverTwice())).toEqual(['put_back', 'removed_twin']);
    expect(lab.files()).toEqual({ [plainName(ARCHIVED)]: LONG });
  });

  it('is put back beside the compressed file of another tool, which is then offered', (context) => {
    const lab = recoveryLab(context);
    const zst = theirs(SHORT);
    lab.put(DATED, '.zst', zst);
    lab.put(DATED, HOLD, LONG);
    const { actions, findings } = lab.recover();
    expect(actions.map(({ kind }) => kind)).toEqual(['put_back']);
    expect(findings).toMatchObject([{ kind: 'stale_twin' }]);
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG, [`${plainName(DATED)}.zst`]: zst });
    expect(lab.recoverTwice().actions).toEqual([]);
  });

  it.for(ROOTS)('takes the place of a plain file that is its beginning (%s)', (root, context) => {
    const lab = recoveryLab(context);
    lab.put(root, '', SHORT);
    lab.put(root, HOLD, LONG);
    expect(kinds(lab.recoverTwice())).toEqual(['put_back', 'removed_hold']);
    expect(lab.files()).toEqual({ [plainName(root)]: LONG });
  });

  it('takes its place also where two names cannot be exchanged', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, '', SHORT);
    lab.put(DATED, HOLD, LONG);
    lab.recover({ effects: { ...systemEffects, fs: { ...systemEffects.fs, exchange: () => false } } });
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG });
  });
});

describe('a hold beside a damaged compressed file', () => {
  it('is put back, and the damaged file gets the name of a hold', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, HOLD, LONG);
    const bad = damaged(LONG);
    lab.put(DATED, '.zst', bad);
    const { actions, findings } = lab.recoverTwice();
    expect(actions.map(({ kind }) => kind)).toEqual(['put_back']);
    expect(findings).toMatchObject([{ kind: 'hold', severity: 'caution', choices: ['set_aside_hold', 'keep_both'] }]);
    expect(lab.files()).toEqual({ [plainName(DATED)]: LONG, [`${plainName(DATED)}.zst${HOLD}`]: bad });
  });

  it('is put back where it is the old compressed file itself', (context) => {
    const lab = recoveryLab(context);
    const old = theirs(LONG);
    lab.put(DATED, `.zst${HOLD}`, old);
    const bad = damaged(LONG);
    lab.put(DATED, '.zst', bad);
    expect(kinds(lab.recoverTwice())).toEqual(['put_back']);
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: old, [`${plainName(DATED)}.zst${HOLD}`]: bad });
  });
});

describe('a hold and a thread that both hold something of their own', () => {
  it.for([
    ['', OTHER],
    ['.zst', ours(OTHER)],
    ['.zst', theirs(OTHER)],
  ] as const)('are all kept (%s)', ([form, content], context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, form, content);
    lab.put(ARCHIVED, HOLD, LONG);
    const before = lab.snapshot();
    const { actions, findings } = lab.recoverTwice();
    expect(actions).toEqual([]);
    expect(findings).toMatchObject([{ kind: 'hold', severity: 'danger', path: plainName(ARCHIVED) + HOLD }]);
    expect(lab.snapshot()).toEqual(before);
  });
});

describe('a hold of a thread of which nothing else stands', () => {
  it.for(ROOTS)('is put back where Codex still lists the thread (%s)', (root, context) => {
    const lab = recoveryLab(context);
    lab.database([ID]);
    lab.put(root, HOLD, LONG);
    expect(kinds(lab.recoverTwice())).toEqual(['put_back']);
    expect(lab.files()).toEqual({ [plainName(root)]: LONG });
  });

  it('is put back where there is no database', (context) => {
    const lab = recoveryLab(context);
    const zst = theirs(LONG);
    lab.put(DATED, `.zst${HOLD}`, zst);
    expect(kinds(lab.recoverTwice())).toEqual(['put_back']);
    expect(lab.files()).toEqual({ [`${plainName(DATED)}.zst`]: zst });
  });

  it('is offered where Codex does not list it any more, and Codex’s database stays as it was', (context) => {
    const lab = recoveryLab(context);
    lab.database(['another']);
    lab.put(DATED, HOLD, LONG);
    const before = lab.snapshot();
    const { actions, findings } = lab.recoverTwice();
    expect(actions).toEqual([]);
    expect(findings).toMatchObject([
      { kind: 'hold', choices: ['put_back_hold', 'set_aside_hold'], path: plainName(DATED) + HOLD },
    ]);
    expect(lab.snapshot()).toEqual(before);
  });

  it('is offered where the database cannot be read', (context) => {
    const lab = recoveryLab(context);
    fs.writeFileSync(path.join(lab.home, 'state_5.sqlite'), 'no database at all '.repeat(100));
    lab.put(DATED, HOLD, LONG);
    expect(lab.recoverTwice()).toMatchObject({ actions: [], findings: [{ kind: 'hold' }] });
    expect(Object.keys(lab.files())).toEqual([plainName(DATED) + HOLD]);
  });

  it('is offered where it does not decode', (context) => {
    const lab = recoveryLab(context);
    lab.put(DATED, `.zst${HOLD}`, damaged(LONG));
    expect(lab.recoverTwice()).toMatchObject({ actions: [], findings: [{ kind: 'hold', severity: 'caution' }] });
  });
});
