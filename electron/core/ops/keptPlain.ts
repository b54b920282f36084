import type { CodexGate } from '#contract/health';
import type { CatalogReader } from '../catalog/catalog';

/**
 * The threads of which a swap that stopped half-way is rather taken back than finished, because a Codex that was found
 * may not read what it would leave (safety.md, Codex versions). `null`: nobody has looked for Codex versions.
 */
export function keptPlain(
  gate: CodexGate | null,
  catalog: Pick<CatalogReader, 'forkBases' | 'scannedAtMs'>,
): readonly string[] | 'all' {
  if (gate?.rule === 'everything') return [];
  // Which threads others were forked from is known once a scan has read every one.
  const knows = gate?.rule === 'no_fork_bases' && catalog.scannedAtMs() !== null;
  return knows ? [...catalog.forkBases()] : 'all';
}
