import { createHash } from 'node:crypto';
import path from 'node:path';
import { appendEntries } from '#core/ledger/appendEntries';
import type { LedgerBody } from '#core/ledger/entry';
import type { Operation } from './operation';
import type { Stage } from './stage';
import { Broken, filesBelow, makeFile, readWhole } from './stage';
import { ID } from './thread';

type Start = 'none' | 'whole' | 'torn';
type Line = { readonly seq: number; readonly prev: string; readonly hash: string; readonly path: string };

const FIRST_PREV = '0'.repeat(64);

/** In a folder that is made with the first entry. */
function ledgerFile({ data }: Stage): string {
  return path.join(data, 'made', 'ledger.jsonl');
}

/** An entry that is known again by its path. */
function bodyOf(name: string): LedgerBody {
  const common = { trigger: 'command_line', jobId: null, durationMs: 1 } as const;
  return { kind: 'intent', ...common, threadId: ID, path: name, temporary: 'x'.repeat(200) };
}

function append(stage: Stage, names: readonly string[]): void {
  const target = { file: ledgerFile(stage), tool: 'coldpress test', trigger: 'command_line', jobId: null } as const;
  appendEntries(stage.effects, target, names.map(bodyOf));
}

/** One line, checked by what the format says and not by our reader. */
function lineOf(text: string): Line {
  const split = text.length - ',"hash":""}'.length - FIRST_PREV.length;
  const hash = createHash('sha256')
    .update(`${text.slice(0, split)}}`)
    .digest('hex');
  if (text.slice(split) !== `,"hash":"${hash}"}`) throw new Broken(`law 1: a line of the ledger is not whole: ${text}`);
  const { seq, prev, body } = JSON.parse(text) as { seq: number; prev: string; body: { path?: string } };
  return { seq, prev, hash, path: body.path ?? 'repair' };
}

/** The whole lines, which must be one chain; and what stands behind them. */
function readChain(stage: Stage): { readonly names: readonly string[]; readonly tail: string } {
  const content = readWhole(stage.effects.fs, ledgerFile(stage))?.toString('utf8') ?? '';
  const texts = content.split('\n');
  const lines = texts.slice(0, -1).map(lineOf);
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    if (line.seq !== at || line.prev !== (before?.hash ?? FIRST_PREV)) {
      throw new Broken(`law 1: the chain is broken at line ${at}`);
    }
  }
  return { names: lines.map((line) => line.path), tail: texts.at(-1) ?? '' };
}

function expectEntries(stage: Stage, acknowledged: readonly string[]): void {
  const { names } = readChain(stage);
  for (const name of acknowledged) {
    const times = names.filter((other) => other === name).length;
    if (times !== 1) throw new Broken(`law 1: ${name} stands ${times} times, in ${names.join(', ')}`);
  }
  const inOrder = names.filter((name) => acknowledged.includes(name));
  if (inOrder.join() !== acknowledged.join()) throw new Broken(`law 1: out of order: ${names.join(', ')}`);
}

/** The ledger as it stood before, and what of it was acknowledged then. */
function makeLedger(stage: Stage, start: Start): void {
  if (start === 'none') return;
  append(stage, ['old 1', 'old 2']);
  if (start === 'whole') return;
  const content = readWhole(stage.effects.fs, ledgerFile(stage));
  stage.effects.fs.unlink(ledgerFile(stage));
  const torn = Buffer.concat([content ?? Buffer.alloc(0), Buffer.from('{"v":1,"seq":2,"atMs":17')]);
  makeFile(stage.effects.fs, ledgerFile(stage), { content: torn, mode: 0o600, mtimeNs: 1_760_000_000_000_000_000n });
}

function operation(name: string, start: Start): Operation {
  const old = start === 'none' ? [] : ['old 1', 'old 2'];
  return {
    name,
    provesWrites: false,
    prepare: (stage) => makeLedger(stage, start),
    run: (stage, acknowledge) => {
      for (const names of [['a'], ['b', 'c'], ['d']]) {
        append(stage, names);
        names.forEach(acknowledge);
      }
    },
    kept: (stage, acknowledged) => expectEntries(stage, [...old, ...acknowledged]),
    again: (stage) => append(stage, ['again']),
    clean: (stage, acknowledged) => {
      expectEntries(stage, [...old, ...acknowledged, 'again']);
      const { tail } = readChain(stage);
      if (tail !== '') throw new Broken(`law 2: the ledger ends torn: ${tail}`);
      const files = filesBelow(stage.effects.fs, path.dirname(ledgerFile(stage)));
      if (files.join() !== 'ledger.jsonl') throw new Broken(`law 2: found ${files.join(', ')}`);
    },
  };
}

export const ledgerOperations: readonly Operation[] = [
  operation('ledger, first entries', 'none'),
  operation('ledger', 'whole'),
  operation('ledger with a torn line', 'torn'),
];
