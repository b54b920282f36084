import { extname } from 'node:path';
import { clipboard } from 'electron';
import { ok, type Result } from '#contract/result';
import type { RpcParams, RpcResult } from '#contract/rpc';
import { chooseExportFile } from './dialogs';
import type { Engine } from './engineHost';
import type { Log } from './log';
import { askEngine, type MainHandlers } from './rpcRouter';
import type { MainWindow } from './window';

type ActivityOptions = {
  readonly window: () => MainWindow | null;
  readonly engine: Engine;
  readonly log: Log;
};

/** What only Electron can do with the record. */
export function activityHandlers(options: ActivityOptions): Pick<MainHandlers, 'activity/export' | 'activity/copy'> {
  return {
    'activity/export': ({ filter }) => exportRecord(options, filter),
    'activity/copy': async ({ seq }) => {
      const found = await askEngine(options, 'activity/json', { seq });
      if (!found.ok) return found;
      // Done at once in older Electrons, a promise in newer ones.
      await clipboard.writeText(found.value.json);
      return ok(null);
    },
  };
}

async function exportRecord(
  options: ActivityOptions,
  filter: RpcParams<'activity/export'>['filter'],
): Promise<Result<RpcResult<'activity/export'>>> {
  const window = options.window();
  if (window === null) return ok(null);
  const day = new Date().toISOString().slice(0, 10);
  const path = await chooseExportFile(window, `coldpress-activity-${day}.csv`);
  if (path === null) return ok(null);
  // Exactly the name that the person chose and was asked about: nothing is added to it.
  const format = extname(path).toLowerCase() === '.json' ? 'json' : 'csv';
  return askEngine(options, 'activity/write', { path, filter, format });
}
