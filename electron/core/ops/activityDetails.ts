import type { ActivityDetails, ActivityRow } from '#contract/activity';
import type { LedgerBody } from '../ledger/entry';
import { readLedger } from '../ledger/readLedger';
import type { FileSystem } from '../ports';

type Proven = Omit<ActivityDetails, 'row' | 'tool' | 'json'>;

const NOTHING: Proven = {
  steps: [],
  sourceSha256: null,
  decodedSha256: null,
  sourceBytes: null,
  decodedBytes: null,
  mtimeNs: null,
  mode: null,
  level: null,
};

function provenBy(body: LedgerBody): Proven {
  if (body.kind === 'swap') {
    const { steps, sourceSha256, decodedSha256, sourceBytes: bytes, mtimeNs, mode, level } = body;
    const sizes = {
      sourceBytes: sourceSha256 === null ? null : bytes,
      decodedBytes: decodedSha256 === null ? null : bytes,
    };
    return { steps, sourceSha256, decodedSha256, ...sizes, mtimeNs, mode, level };
  }
  if (body.kind === 'proof') {
    const { sha256: decodedSha256, contentBytes: decodedBytes, stamp } = body;
    // Proven means: the receipt or the earlier proof that it was compared with says the same.
    const source = body.outcome === 'proven' ? { sourceSha256: decodedSha256, sourceBytes: decodedBytes } : {};
    return { ...NOTHING, decodedSha256, decodedBytes, mtimeNs: stamp.mtimeNs, ...source };
  }
  if (body.kind === 'aside') {
    const { sha256: sourceSha256, bytes: sourceBytes, mtimeNs, mode } = body;
    return { ...NOTHING, sourceSha256, sourceBytes, mtimeNs, mode };
  }
  return NOTHING;
}

type Placed = { readonly row: ActivityRow; readonly entryOffset: number };

/** A row with what its entry in the ledger proves; `null` where no whole entry stands there any more. */
export function activityDetails(
  fs: FileSystem,
  ledgerFile: string,
  { row, entryOffset }: Placed,
): ActivityDetails | null {
  for (const item of readLedger(fs, ledgerFile, entryOffset)) {
    if (item.kind === 'problem' && item.about === 'chain') continue; // the entry itself comes next
    if (item.kind !== 'entry') return null;
    return { row, ...provenBy(item.entry.body), tool: item.entry.tool, json: item.line };
  }
  return null;
}
