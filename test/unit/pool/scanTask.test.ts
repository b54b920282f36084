import fs from 'node:fs';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { catalogFileName, openCatalog } from '#core/catalog/openCatalog';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { appendEntries } from '#core/ledger/appendEntries';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { createJobBoard } from '#core/ops/jobBoard';
import { systemEffects } from '#core/systemEffects';
import { runScan } from '../../../electron/pool/scanTask';
import { makeStore } from '../../support/store/makeStore';
import type { Cleanup } from '../../support/store/temporaryFolder';
import { swap } from '../core/ledger/support/bodies';

const EVERYTHING = { text: '', action: null, threadId: null, jobId: null };

type Scanned = { readonly kind: string; readonly threads: number; readonly actions: number };

/** A first scan of a store of three threads, beside a ledger that `spoil` may change. */
async function firstScan(context: Cleanup, measuresOther: boolean, spoil: (file: string) => void): Promise<Scanned> {
  const { home, dataFolder } = await makeStore({ context, threads: 3, bytes: 120e3 });
  const file = path.join(dataFolder, ledgerFileName(home));
  appendEntries(systemEffects, { file, tool: 'test', trigger: 'window', jobId: null }, [swap(), swap()]);
  spoil(file);
  const { port1, port2 } = new MessageChannel();
  const catalogFile = path.join(dataFolder, catalogFileName(home));
  const board = createJobBoard(0);
  const { kind } = runScan({ kind: 'scan', home, catalogFile, measuresOther, board, port: port2 });
  port1.close();
  const catalog = openCatalog({ file: catalogFile, fs: nodeFileSystem });
  const threads = [...catalog.all(0)].length;
  const actions = catalog.ledger.page(EVERYTHING, { offset: 0, limit: 1 }).total;
  catalog.close();
  return { kind, threads, actions };
}

it.each([true, false])(
  'a first scan indexes the ledger too (measuring the rest of the home: %s)',
  async (measuresOther) => {
    expect(await firstScan({ onTestFinished }, measuresOther, () => undefined)).toEqual({
      kind: 'done',
      threads: 3,
      actions: 2,
    });
  },
);

it('a ledger that cannot be read ends no scan', async (context) => {
  const spoil = (file: string): void => {
    fs.rmSync(file);
    fs.mkdirSync(file);
  };
  expect(await firstScan(context, true, spoil)).toEqual({ kind: 'done', threads: 3, actions: 0 });
});
