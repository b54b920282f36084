import path from 'node:path';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startModule, untilEnded, untilPrinted } from '../../../support/process/startModule';
import { swap } from './support/bodies';
import { ledgerLab } from './support/ledgerLab';

const KILLS = Number(process.env['COLDPRESS_LEDGER_KILLS'] ?? '4');
const MODULE = path.join(import.meta.dirname, 'support', 'appendMany.process.ts');
const seed = process.env['COLDPRESS_TEST_SEED'] ?? String(Date.now());

/** 0 to 1, the same for the same seed and round. */
function chance(round: number): number {
  return createHash('sha256').update(`${seed} ${round}`).digest().readUInt32LE() / 2 ** 32;
}

it(`has every entry that was called durable, in one whole chain, when one of two writers is killed (seed ${seed})`, async (context) => {
  const lab = ledgerLab(context);
  const acknowledged = new Set<number>();
  for (let round = 0; round < KILLS; round++) {
    const children = ['killed', 'other'].map((tool) => startModule(MODULE, lab.file, `${tool} ${round}`, '150'));
    for (const child of children) {
      let text = '';
      child.stdout?.on('data', (piece: string) => {
        text += piece;
        const lines = text.split('\n');
        text = lines.pop() ?? ''; // a number without its end of line was never acknowledged
        for (const line of lines) if (line !== 'ready') acknowledged.add(Number(line));
      });
    }
    const ended = Promise.all(children.map(untilEnded));
    await Promise.all(children.map((child) => untilPrinted(child, 'ready')));
    for (const child of children) child.stdin?.end('go\n');
    await pause(chance(round) * 150);
    children[0]?.kill('SIGKILL');
    expect((await ended)[1]).toBe(0);
  }
  lab.append(swap());
  expect(lab.problems()).toEqual([]);
  const seqs = lab.entries().map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs.keys()]);
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * 150);
  expect([...acknowledged].filter((seq) => seq >= seqs.length)).toEqual([]);
  for (let round = 0; round < KILLS; round++) {
    const own = lab.entries().filter(({ tool, body }) => tool === `other ${round}` && body.kind === 'repair');
    expect(own.length).toBeGreaterThanOrEqual(150);
  }
});
