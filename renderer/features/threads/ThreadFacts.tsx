import type { ThreadDetails } from '#contract/thread';
import type { ReactNode } from 'react';
import { formatExactBytes, timesSmaller } from '../../lib/format';
import { formatAgo, formatExactTime } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { cutMiddle, fileNameOf } from '../../lib/words';
import { Amount } from '../../ui/Amount';
import { Tooltip } from '../../ui/Tooltip';
import styles from './ThreadDrawer.module.css';

type ThreadFactsProps = { readonly details: ThreadDetails };

/** Characters of mono type that fit in the column of values. */
const lineLength = 44;
const twoWeeksMs = 14 * 24 * 3_600_000;

/** Everything known about one thread, in rows. What is not known has no row. */
export function ThreadFacts({ details }: ThreadFactsProps) {
  const now = useNow(30_000);
  return (
    <dl className={styles['facts']}>
      <Sizes details={details} />
      {details.cwd === null ? null : (
        <Fact name="Project folder">
          <Mono text={details.cwd} max={lineLength} />
        </Fact>
      )}
      {details.branch === null ? null : (
        <Fact name="Branch">
          <Mono text={details.branch} max={lineLength} />
        </Fact>
      )}
      <Fact name="Updated">
        <Time ms={details.updatedAtMs} nowMs={now} />
      </Fact>
      {details.createdAtMs === null ? null : (
        <Fact name="Created">
          <Time ms={details.createdAtMs} nowMs={now} />
        </Fact>
      )}
      {details.model === null ? null : <Fact name="Model">{details.model}</Fact>}
      <Codex details={details} />
      <Fact name="Thread lock">
        {details.state === 'in_use' ? 'in use' : 'free'}
        {details.state === 'in_use' ? <Aside> loaded in Codex</Aside> : null}
      </Fact>
      <Fact name="Id">
        <span className={styles['mono']}>{details.id}</span>
      </Fact>
      <Fact name="File">
        <Mono text={details.path} shown={fileNameOf(details.path)} max={lineLength} />
      </Fact>
      {details.receipt === null ? null : <Receipt receipt={details.receipt} />}
    </dl>
  );
}

/** Ago and the exact time while ago says more than a date would, then the exact time alone. */
function Time({ ms, nowMs }: { readonly ms: number; readonly nowMs: number }) {
  if (nowMs - ms > twoWeeksMs) return <>{formatExactTime(ms)}</>;
  return (
    <>
      {formatAgo(ms, nowMs)} <Aside>{formatExactTime(ms)}</Aside>
    </>
  );
}

function Sizes({ details }: ThreadFactsProps) {
  const { physicalBytes, logicalBytes, fileBytes } = details;
  const smaller =
    logicalBytes === null || details.representation !== 'compressed' ? null : timesSmaller(logicalBytes, fileBytes);
  return (
    <>
      <Fact name="On disk">
        <Amount bytes={physicalBytes} /> <Aside>({formatExactBytes(fileBytes)} in the file)</Aside>
      </Fact>
      <Fact name="Full size">
        <Amount bytes={logicalBytes} />
        {logicalBytes === null ? <Aside> {whyUnknown(details)}</Aside> : null}
        {smaller === null ? null : <Aside> {smaller}</Aside>}
      </Fact>
    </>
  );
}

function whyUnknown({ problem }: ThreadDetails): string {
  return problem === null ? 'not known before it has been read once' : 'not known';
}

function Codex({ details }: ThreadFactsProps) {
  const { cliVersion, historyMode, originator } = details;
  if (cliVersion === null && historyMode === null) return null;
  return (
    <Fact name="Codex">
      {cliVersion ?? 'version unknown'}
      {historyMode === null ? null : <Aside> · {historyMode} history</Aside>}
      {originator === null ? null : <Aside> · {originator}</Aside>}
    </Fact>
  );
}

function Receipt({ receipt }: { readonly receipt: NonNullable<ThreadDetails['receipt']> }) {
  return (
    <Fact name="Receipt">
      <span className={styles['hash']}>
        <span className={styles['hashName']}>SHA-256</span>
        <span>{receipt.sha256}</span>
        <span className={styles['hashName']}>Length</span>
        <span>{formatExactBytes(receipt.bytes)}</span>
      </span>
      <Aside>Written by {receipt.tool}: what Restore gives back, bit for bit.</Aside>
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Aside({ children }: { readonly children: ReactNode }) {
  return <span className={styles['aside']}>{children}</span>;
}

type MonoProps = { readonly text: string; readonly shown?: string; readonly max: number };

/** Code in one line, cut in its middle; all of it in the tooltip, which the keyboard reaches too. */
function Mono({ text, shown = text, max }: MonoProps) {
  const short = cutMiddle(shown, max);
  if (short === text) return <span className={styles['mono']}>{text}</span>;
  return (
    <Tooltip label={text}>
      <button type="button" className={styles['mono']} aria-label={text}>
        {short}
      </button>
    </Tooltip>
  );
}
