import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '#core/ledger/entry';
import { swap } from './support/bodies';
import { ledgerLab } from './support/ledgerLab';
import type { LedgerLab } from './support/ledgerLab';

let lab: LedgerLab;

beforeEach((context) => {
  lab = ledgerLab(context);
});

describe('a damaged ledger', () => {
  it('is found damaged, whichever byte is flipped', () => {
    lab.append(swap(), { kind: 'repair', tornBytes: 1 }, { kind: 'repair', tornBytes: 2 });
    const whole = lab.bytes();
    const length = lab.entries().length;
    for (let at = 0; at < whole.byteLength; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at] = whole[at]! ^ (1 << (at % 8));
      fs.writeFileSync(lab.file, flipped);
      const kinds = lab.items().map(({ kind }) => kind);
      if (kinds.every((kind) => kind === 'entry')) expect.fail(`byte ${at}`);
      if (kinds.filter((kind) => kind === 'entry').length >= length) expect.fail(`byte ${at} is in no entry`);
    }
  });

  it('is appended to behind its last whole line, and is not repaired by that', () => {
    const written = lab.append(swap(), swap(), swap());
    const text = fs.readFileSync(lab.file, 'utf8').split('\n');
    text[2] = text[2]!.replace('compressed', 'compressEd');
    text[1] = 'garbage';
    fs.writeFileSync(lab.file, text.join('\n'));
    const added = lab.append(swap(), swap());
    expect(added.map(({ seq, prev }) => ({ seq, prev }))).toEqual([
      { seq: 1, prev: written[0]!.hash },
      { seq: 2, prev: added[0]!.hash },
    ]);
    expect(fs.readFileSync(lab.file, 'utf8').startsWith(text.join('\n'))).toBe(true);
    const second = Buffer.byteLength(`${text[0]}\n`);
    const third = second + 'garbage\n'.length;
    expect(lab.problems()).toEqual([
      `The line at byte ${second} is no entry.`,
      `The line at byte ${third} does not have the hash it names.`,
    ]);
    expect(lab.entries()).toEqual([written[0], ...added]);
  });

  it('says where lines are missing or stand twice', () => {
    lab.append(swap(), swap(), swap());
    const [first, second, third] = fs.readFileSync(lab.file, 'utf8').split('\n');
    for (const lines of [
      [second, third],
      [first, third],
      [first, second, second, third],
    ]) {
      fs.writeFileSync(lab.file, `${lines.join('\n')}\n`);
      expect(lab.problems()).toEqual([
        expect.stringMatching(/^The line at byte \d+ does not follow the line before it/),
      ]);
    }
  });

  it('is no damage where a newer Coldpress wrote a line; what follows is chained to it', () => {
    lab.append(swap());
    const [known = ''] = fs.readFileSync(lab.file, 'utf8').split('\n');
    const { prev, hash } = JSON.parse(known) as LedgerEntry;
    const open = known.slice(0, known.indexOf(`,"prev"`)).replace('"seq":0', '"seq":1').replace('"swap"', '"later"');
    const newer = `${open},"prev":"${hash}"}`;
    expect(prev).toBe('0'.repeat(64));
    const newerHash = createHash('sha256').update(newer).digest('hex');
    fs.appendFileSync(lab.file, `${newer.slice(0, -1)},"hash":"${newerHash}"}\n`);
    const [added] = lab.append(swap());
    expect(added).toMatchObject({ seq: 2, prev: newerHash });
    expect(lab.items().map((item) => (item.kind === 'problem' ? item.about : item.kind))).toEqual([
      'entry',
      'foreign',
      'entry',
    ]);
  });
});
