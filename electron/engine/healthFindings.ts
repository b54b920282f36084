import type { HealthFinding } from '#contract/health';
import type { CatalogReader } from '#core/catalog/catalog';
import type { LedgerIndex } from '#core/catalog/ledgerIndex';
import type { RecoveryFinding } from '#core/rollout/recoveryTools';

type Titles = Pick<CatalogReader, 'details'>;
type Title = { readonly title: string; readonly project: string | null };

/** What the catalog calls a thread; one that it does not know yet is called by its id. */
export function titleIn(catalog: Titles, threadId: string): Title {
  const known = catalog.details(threadId, 0);
  return known === null ? { title: threadId, project: null } : { title: known.title, project: known.project };
}

/** A finding as a person sees it. */
export function presented(found: RecoveryFinding, catalog: Titles): HealthFinding {
  const { findingId, kind, severity, threadId, message, hint, path, files, physicalBytes, choices } = found;
  const named = threadId === null ? found : titleIn(catalog, threadId);
  const { title, project } = named;
  return { findingId, kind, severity, threadId, title, project, message, hint, path, files, physicalBytes, choices };
}

/** The two files of a thread that recovery found side by side; `null`: it found no two. */
export function threadPaths(
  findings: readonly RecoveryFinding[],
  threadId: string,
): { readonly plainPath: string; readonly compressedPath: string } | null {
  const paths = findings.filter((finding) => finding.threadId === threadId).flatMap((finding) => finding.paths);
  const plainPath = paths.find((file) => file.endsWith('.jsonl'));
  const compressedPath = paths.find((file) => file.endsWith('.jsonl.zst'));
  return plainPath === undefined || compressedPath === undefined ? null : { plainPath, compressedPath };
}

/** Compressed threads whose last proof failed. `copies` of ours: what was set aside of the thread. */
export function corruptFindings(
  ids: readonly string[],
  { catalog, lastProof }: { readonly catalog: Titles; readonly lastProof: LedgerIndex['lastProof'] },
): readonly HealthFinding[] {
  return ids.flatMap((threadId) => {
    const details = catalog.details(threadId, 0);
    const proof = lastProof(threadId);
    if (details === null || proof === null) return [];
    const { title, project, path, physicalBytes } = details;
    return [
      {
        findingId: `corrupt-${threadId}-${proof.bytes}-${proof.mtimeNs ?? ''}`,
        ...{ kind: 'corrupt', severity: 'danger', threadId, title, project, path, files: 1, physicalBytes },
        message: 'This compressed thread was decoded completely and is not whole. It was not touched.',
        hint: 'Restore this file from a backup, then verify it again.',
        choices: [],
      },
    ];
  });
}

/** What is wrong with the record itself. */
export function ledgerFinding(problem: string, file: string): HealthFinding {
  return {
    findingId: 'ledger',
    ...{ kind: 'ledger', severity: 'caution', threadId: null, title: 'The record', project: null },
    message: problem,
    hint: 'The other entries are whole, and no thread is touched by this.',
    path: file,
    files: 1,
    physicalBytes: 0,
    choices: [],
  };
}
