import type { Conflict } from '#contract/health';
import type { ReactNode } from 'react';
import { formatCount, formatExactBytes } from '../../lib/format';
import { formatStamp } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { visibleText } from '../../lib/words';
import styles from './Conflict.module.css';

type Side = NonNullable<Conflict['compressed']>;

/** The two versions in facts, a line each. */
export function ConflictTable({ conflict }: { readonly conflict: Conflict }) {
  const now = useNow(60_000);
  const { plain, compressed, firstDifferentRecord } = conflict;
  const line = (name: string, of: (side: Side) => ReactNode) => (
    <tr>
      <th scope="row">{name}</th>
      <td>{of(plain)}</td>
      <td>{compressed === null ? '–' : of(compressed)}</td>
    </tr>
  );
  return (
    <table className={styles['table']} aria-label="Both versions">
      <thead>
        <tr>
          <td />
          <th scope="col">
            Plain file<span> read by Codex</span>
          </th>
          <th scope="col">Compressed copy</th>
        </tr>
      </thead>
      <tbody>
        {line('Length, decoded', ({ logicalBytes }) => formatExactBytes(logicalBytes))}
        {line('On disk', ({ physicalBytes }) => formatExactBytes(physicalBytes))}
        {line('Records', ({ records }) => formatCount(records))}
        {firstDifferentRecord === null ? null : (
          <tr>
            <th scope="row">First difference</th>
            <td colSpan={2}>at record {formatCount(firstDifferentRecord)}</td>
          </tr>
        )}
        {line('Changed', ({ updatedAtMs }) => formatStamp(updatedAtMs, now))}
        {line('SHA-256', ({ sha256 }) => (
          <code title={sha256}>
            {sha256.slice(0, 4)}…{sha256.slice(-4)}
          </code>
        ))}
        {line('Last record', ({ lastRecord }) => (lastRecord === null ? '–' : visibleText(lastRecord)))}
        {line('File', ({ path }) => (
          <code>{visibleText(path)}</code>
        ))}
      </tbody>
    </table>
  );
}
