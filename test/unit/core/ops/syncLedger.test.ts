import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '#core/catalog/openCatalog';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { checkLedger, syncLedger, syncSome } from '#core/ops/syncLedger';
import { idOf } from '../../../support/catalogRows';
import { EVERY_ACTIVITY, indexLab } from '../../../support/ledgerIndexLab';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import { swap } from '../ledger/support/bodies';

const one = (n: number): ReturnType<typeof swap> => swap({ threadId: idOf(n) });

describe('the index of a ledger', () => {
  it('grows with it, is the same when it is made anew, and changes nothing where nothing is new', (context) => {
    const lab = indexLab(context);
    expect(syncLedger(lab.sync)).toBe(false);
    lab.record([one(1), one(2)]);
    lab.record([one(3)]);
    const rows = lab.rows();
    expect(rows.map(({ threadId }) => threadId)).toEqual([3, 2, 1].map(idOf));
    expect(syncLedger(lab.sync)).toBe(false);
    lab.catalog.ledger.clear();
    expect(lab.rows()).toEqual([]);
    expect(syncLedger(lab.sync)).toBe(true);
    expect(lab.rows()).toEqual(rows);
  });

  it('takes a ledger of more than one batch', (context) => {
    const lab = indexLab(context);
    lab.record(Array.from({ length: 4100 }, (_, n) => one(n)));
    expect(lab.catalog.ledger.page(EVERY_ACTIVITY, { offset: 0, limit: 1 }).total).toBe(4100);
    expect(lab.catalog.ledger.place().offset).toBe(fs.statSync(lab.file).size);
  });

  it('is brought up to date a batch at a time for whoever cannot wait', (context) => {
    const lab = indexLab(context);
    lab.record(Array.from({ length: 2500 }, (_, n) => one(n)));
    lab.catalog.ledger.clear();
    const total = (): number => lab.catalog.ledger.page(EVERY_ACTIVITY, { offset: 0, limit: 1 }).total;
    expect([syncSome(lab.sync), total()]).toEqual([true, 2000]);
    expect([syncSome(lab.sync), total()]).toEqual([true, 2500]);
    expect(syncSome(lab.sync)).toBe(false);
  });

  it('leaves a line that is being written for the next time', (context) => {
    const lab = indexLab(context);
    lab.record([one(1), one(2)]);
    const bytes = fs.readFileSync(lab.file);
    lab.catalog.ledger.clear();
    fs.truncateSync(lab.file, bytes.byteLength - 5);
    syncLedger(lab.sync);
    expect(lab.rows()).toHaveLength(1);
    expect(lab.catalog.ledger.problems()).toEqual([]);
    fs.writeFileSync(lab.file, bytes);
    syncLedger(lab.sync);
    expect(lab.rows()).toHaveLength(2);
  });

  it('begins anew where the ledger is shorter, another one, or gone', (context) => {
    const lab = indexLab(context);
    lab.record([one(1), one(2), one(3)]);
    const whole = fs.readFileSync(lab.file);
    fs.truncateSync(lab.file, whole.indexOf('\n') + 1);
    expect(syncLedger(lab.sync)).toBe(true);
    expect(lab.rows().map(({ threadId }) => threadId)).toEqual([idOf(1)]);
    fs.rmSync(lab.file);
    lab.record([one(7), one(8), one(9)]);
    expect(lab.rows().map(({ threadId }) => threadId)).toEqual([9, 8, 7].map(idOf));
    fs.rmSync(lab.file);
    expect(syncLedger(lab.sync)).toBe(true);
    expect(lab.rows()).toEqual([]);
  });

  it('is of one store only', (context) => {
    const lab = indexLab(context);
    lab.catalog.useHome('/one');
    lab.record([one(1)]);
    lab.catalog.useHome('/other');
    expect([lab.rows(), lab.catalog.ledger.place()]).toEqual([[], { offset: 0, hash: '' }]);
  });

  it('does not make the window ask for its threads again', (context) => {
    const lab = indexLab(context);
    const before = lab.catalog.revision();
    lab.record([one(1)]);
    expect(lab.catalog.revision()).toBe(before);
  });

  it('is shared: what one connection has read, another does not read again', (context) => {
    const lab = indexLab(context);
    const file = path.join(temporaryFolder(context), 'catalog.sqlite');
    const [first, second] = [1, 2].map(() => openCatalog({ file, fs: nodeFileSystem }));
    context.onTestFinished(() => [first, second].forEach((catalog) => catalog!.close()));
    lab.record([one(1)]);
    expect(syncLedger({ ...lab.sync, index: first!.ledger })).toBe(true);
    expect(syncLedger({ ...lab.sync, index: second!.ledger })).toBe(false);
    expect(second!.ledger.row(0)?.row.threadId).toBe(idOf(1));
  });
});

describe('a damaged ledger', () => {
  /** Three entries, and the second one spoilt. */
  function spoil(file: string): number {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    lines[1] = lines[1]!.replace('compressed', 'c0mpressed');
    fs.writeFileSync(file, lines.join('\n'));
    return Buffer.byteLength(lines[0]!) + 1;
  }

  it('is indexed around the damage, which is said', (context) => {
    const lab = indexLab(context);
    lab.record([one(1), one(2), one(3)]);
    lab.catalog.ledger.clear();
    const at = spoil(lab.file);
    syncLedger(lab.sync);
    expect(lab.rows().map(({ threadId }) => threadId)).toEqual([3, 1].map(idOf));
    expect(lab.catalog.ledger.problems()).toEqual([`The line at byte ${at} does not have the hash it names.`]);
    lab.record([one(4)]);
    expect(lab.rows()).toHaveLength(3);
    expect(lab.catalog.ledger.problems()).toHaveLength(1);
  });

  it('is found by a check, also among what was indexed long ago, and is said until it is whole again', (context) => {
    const lab = indexLab(context);
    lab.record([one(1), one(2), one(3)]);
    const whole = fs.readFileSync(lab.file);
    checkLedger(lab.sync);
    expect(lab.catalog.ledger.problems()).toEqual([]);
    spoil(lab.file);
    syncLedger(lab.sync);
    expect(lab.catalog.ledger.problems()).toEqual([]);
    checkLedger(lab.sync);
    expect([lab.catalog.ledger.problems().length, lab.rows().length]).toEqual([1, 2]);
    fs.writeFileSync(lab.file, whole);
    checkLedger(lab.sync);
    expect([lab.catalog.ledger.problems().length, lab.rows().length]).toEqual([0, 3]);
  });
});
