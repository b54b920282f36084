import type { ActivityDetails } from '#contract/activity';
import type { AppError } from '#contract/errors';
import { formatStep } from '../../lib/time';
import { useAppStore } from '../../store';
import type { Proof as ProofState } from '../../store/activityState';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { HashLines } from '../../ui/HashLines';
import { CheckIcon, DashIcon } from '../../ui/icons/stock';
import { Note } from '../../ui/Note';
import styles from './Proof.module.css';
import { bytesWords, hashNames, receiptPlace, stampWords } from './proofWords';

type ProofProps = { readonly seq: number; readonly proof: ProofState | null; readonly level: 1 | 2 };

/** What proves an entry: its steps with their times, both hashes one above the other, the lengths with `=`. */
export function Proof({ seq, proof, level }: ProofProps) {
  return (
    <div role="gridcell" className={cx(styles['proof'], level === 2 && styles['inner'])}>
      {proof === null ? <p className={styles['quiet']}>Reading the proof.</p> : <Content seq={seq} proof={proof} />}
    </div>
  );
}

function Content({ seq, proof: { details, error } }: { readonly seq: number; readonly proof: ProofState }) {
  if (details !== null) return <Details seq={seq} details={details} />;
  return error === null ? null : <Trouble error={error} />;
}

function Trouble({ error }: { readonly error: AppError }) {
  return (
    <Note tone="danger" title={error.message} live>
      {error.hint}
    </Note>
  );
}

function Details({ seq, details }: { readonly seq: number; readonly details: ActivityDetails }) {
  return (
    <>
      <div>
        <Reason details={details} />
        <Steps details={details} />
      </div>
      <Facts seq={seq} details={details} />
    </>
  );
}

function Reason({ details: { row } }: { readonly details: ActivityDetails }) {
  if (row.reason === null) return null;
  return <p className={cx(styles['reason'], row.result === 'failed' && styles['danger'])}>{row.reason}</p>;
}

function Steps({ details: { steps, row } }: { readonly details: ActivityDetails }) {
  if (steps.length === 0) return null;
  return (
    <ol className={styles['steps']}>
      {steps.map(({ name, ms }, index) => (
        <li key={index}>
          <span className={row.result === 'done' ? styles['good'] : styles['quiet']}>
            {row.result === 'done' ? <CheckIcon /> : <DashIcon />}
          </span>
          <span>{name}</span>
          <span className={styles['ms']}>{ms === null ? '' : formatStep(ms)}</span>
        </li>
      ))}
    </ol>
  );
}

function Facts({ seq, details }: { readonly seq: number; readonly details: ActivityDetails }) {
  const copyActivity = useAppStore((state) => state.copyActivity);
  const { sourceSha256, decodedSha256, tool, level, mode } = details;
  const [first, second] = hashNames(details);
  const bytes = bytesWords(details);
  const stamp = stampWords(details);
  return (
    <div>
      <HashLines
        lines={[
          { name: first, sha256: sourceSha256 },
          { name: second, sha256: decodedSha256 },
        ]}
      />
      <dl className={styles['facts']}>
        {bytes === null ? null : <Fact name="Bytes" value={bytes} />}
        {stamp === null ? null : <Fact name="Time stamp" value={stamp} />}
        {mode === null ? null : <Fact name="Mode" value={mode} />}
        {level === null ? null : <Fact name="Level" value={`${level}`} />}
        <dt>Receipt</dt>
        <dd>
          {receiptPlace(details)},{' '}
          <LinkButton
            onClick={(event) => {
              event.stopPropagation();
              void copyActivity(seq);
            }}
          >
            copy as JSON
          </LinkButton>
        </dd>
        <Fact name="Written by" value={tool} />
      </dl>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
