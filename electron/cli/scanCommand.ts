import type { ExportRow } from '#core/catalog/exportRows';
import { coldBeforeMs, DEFAULT_MIN_AGE_MS } from '#core/model/coldPolicy';
import { EXIT } from './exitStatus';
import { withStore } from './openStore';
import { formatBytes } from './output';
import type { Invocation } from './invocation';

const LISTED_PROBLEMS = 20;

function asDocument({ updatedAtMs, ...row }: ExportRow): object {
  return { ...row, updatedAt: new Date(updatedAtMs).toISOString() };
}

/** `coldpress scan`: usage as text, or every thread as JSON (cli.md). */
export async function runScan(invocation: Invocation): Promise<number> {
  return withStore(invocation, { warm: false }, ({ home, catalog }) => {
    const cold = coldBeforeMs(Date.now(), DEFAULT_MIN_AGE_MS);
    const usage = catalog.usage({
      coldBeforeMs: cold,
      minAgeMs: DEFAULT_MIN_AGE_MS,
      disk: null,
      projects: 0,
      largest: 0,
    });
    const { byState, threads, physicalBytes, logicalBytes, savedBytes } = usage;
    const compressed = byState.compressed.threads;
    const { files, total } = catalog.problems(invocation.output.json ? Number.MAX_SAFE_INTEGER : LISTED_PROBLEMS);
    const document = {
      home,
      threads: invocation.output.json ? Array.from(catalog.all(cold), asDocument) : [],
      totals: { threads, plain: threads - compressed, compressed, physicalBytes, logicalBytes, savedBytes },
      leftAlone: { total, files },
    };
    invocation.output.result(document, () =>
      [
        `${home}: ${threads} threads use ${formatBytes(physicalBytes)}, ${formatBytes(logicalBytes)} at full size.`,
        `Reclaimable: ${byState.cold.threads} cold threads, ${formatBytes(byState.cold.physicalBytes)}.`,
        `Compressed: ${compressed} threads, ${formatBytes(savedBytes)} saved so far.`,
        `In use: ${byState.in_use.threads}. Recent: ${byState.recent.threads}. Not understood: ${total}.`,
        ...files.map(({ path, reason }) => `  left alone: ${JSON.stringify(path)}: ${reason}`),
        ...(total > files.length ? [`  and ${total - files.length} more: coldpress scan --json lists all.`] : []),
      ].join('\n'),
    );
    return Promise.resolve(EXIT.done);
  });
}
