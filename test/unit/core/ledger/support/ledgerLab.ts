import path from 'node:path';
import fs from 'node:fs';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { appendEntries } from '#core/ledger/appendEntries';
import type { LedgerBody, LedgerEntry } from '#core/ledger/entry';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { readLedger } from '#core/ledger/readLedger';
import type { LedgerItem } from '#core/ledger/readLedger';
import { systemEffects } from '#core/systemEffects';
import { temporaryFolder } from '../../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../../support/store/temporaryFolder';
import { targetOf } from './bodies';

/** A ledger of its own in a folder that does not exist yet, and what stands in it. */
export type LedgerLab = {
  readonly folder: string;
  readonly file: string;
  readonly append: (...bodies: readonly LedgerBody[]) => readonly LedgerEntry[];
  readonly items: () => readonly LedgerItem[];
  readonly entries: () => readonly LedgerEntry[];
  readonly problems: () => readonly string[];
  readonly bytes: () => Buffer;
};

export function ledgerLab(context: Cleanup): LedgerLab {
  const folder = path.join(temporaryFolder(context), 'share', 'coldpress');
  const file = path.join(folder, ledgerFileName('/home/mira/.codex'));
  const items = (): readonly LedgerItem[] => [...readLedger(nodeFileSystem, file)];
  return {
    folder,
    file,
    append: (...bodies) => appendEntries(systemEffects, targetOf(file), bodies),
    items,
    entries: () => items().flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])),
    problems: () => items().flatMap((item) => (item.kind === 'entry' ? [] : [item.problem])),
    bytes: () => fs.readFileSync(file),
  };
}
