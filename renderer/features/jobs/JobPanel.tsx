import type { JobKind, JobProgress } from '#contract/job';
import type { ReactNode } from 'react';
import { formatCount, formatRate, formatShare, spokenBytes } from '../../lib/format';
import { doingWhat, jobWords } from '../../lib/jobWords';
import { formatRemaining } from '../../lib/time';
import { counted } from '../../lib/words';
import { useAppStore } from '../../store';
import { shareDone } from '../../store/jobsState';
import { Amount } from '../../ui/Amount';
import { Button } from '../../ui/Button';
import { JobIcon } from '../../ui/icons/JobIcon';
import { Note } from '../../ui/Note';
import { Progress } from '../../ui/Progress';
import styles from './JobPanel.module.css';

/** The running job: how far, how fast, what is in hand, and Cancel. Takes the readout's place; nothing without a job. */
export function JobPanel() {
  const progress = useAppStore((state) => state.jobs.progress);
  const error = useAppStore((state) => (state.jobs.preview === null ? state.jobs.startError : null));
  if (progress === null) return null;
  return (
    <section className={styles['panel']} aria-label={titleOf(progress)}>
      <Head progress={progress} />
      <Progress label={titleOf(progress)} share={shareDone(progress) ?? 0} spoken={spokenShare(progress)} />
      {progress.phase === 'queued' ? <Queue progress={progress} /> : <Fields progress={progress} />}
      {error === null ? null : (
        <Note tone="danger" title={error.message} live>
          {error.hint}
        </Note>
      )}
    </section>
  );
}

function titleOf({ kind, totalThreads }: JobProgress): string {
  return totalThreads === 0 ? jobWords[kind].doing : doingWhat(kind, counted(totalThreads, 'thread'));
}

function spokenShare({ doneBytes, totalBytes }: JobProgress): string {
  return `${spokenBytes(doneBytes)} of ${spokenBytes(totalBytes)}`;
}

function Head({ progress }: { readonly progress: JobProgress }) {
  const cancelJob = useAppStore((state) => state.cancelJob);
  const isCancelling = progress.phase === 'cancelling';
  return (
    <div className={styles['head']}>
      <span className={styles['icon']}>
        <JobIcon kind={progress.kind} />
      </span>
      <h2 className={styles['title']}>{titleOf(progress)}</h2>
      <p className={styles['sentence']}>{sentenceOf(progress)}</p>
      <Button busy={isCancelling} onClick={() => void cancelJob()}>
        {isCancelling ? 'Cancelling' : 'Cancel'}
      </Button>
    </div>
  );
}

function sentenceOf({ kind, phase }: JobProgress): string {
  if (phase === 'cancelling') {
    return kind === 'verify'
      ? 'Stopping after what is in hand. Nothing was changed.'
      : 'Finishing or putting back what is in hand. What is done stays done.';
  }
  // Its own line says why and until when.
  if (phase === 'queued') return '';
  return phase === 'planning' ? 'Looking at every file once more.' : runningSentences[kind];
}

const runningSentences: Readonly<Record<JobKind, string>> = {
  compress: 'Each file is proven equal before it is replaced.',
  restore: 'Each file gets back its bytes, its time stamp and its mode.',
  recompress: 'Each file is proven equal before it is replaced.',
  verify: 'Each file is decoded completely and compared. Nothing is changed.',
};

function Queue({ progress }: { readonly progress: JobProgress }) {
  return (
    <p className={styles['queue']}>
      {progress.blockedBy === null ? 'Another pass is running.' : `Another pass is running (${progress.blockedBy}).`}{' '}
      Yours starts when it ends. Nothing has been touched yet.
    </p>
  );
}

function Fields({ progress }: { readonly progress: JobProgress }) {
  const { kind, phase, doneBytes, totalBytes, doneThreads, totalThreads, freedBytes, bytesPerSecond, remainingMs } =
    progress;
  const rate = formatRate(bytesPerSecond);
  return (
    <dl className={styles['fields']}>
      <Field name="Read">
        <Amount bytes={doneBytes} /> <span className={styles['quiet']}>of</span> <Amount bytes={totalBytes} />
      </Field>
      {kind === 'verify' ? null : (
        <Field name={kind === 'restore' ? 'Given back so far' : 'Freed so far'}>
          <Amount bytes={kind === 'restore' ? -freedBytes : freedBytes} />
        </Field>
      )}
      <Field name="Threads">
        {formatCount(doneThreads)} of {formatCount(totalThreads)}
      </Field>
      <Field name="Speed">
        {bytesPerSecond === 0 ? (
          '–'
        ) : (
          <>
            {rate.value}
            <span className={styles['unit']}>{rate.unit}</span>
          </>
        )}
      </Field>
      <Field name="Time left">
        {remainingMs === null || phase === 'cancelling' ? '–' : formatRemaining(remainingMs)}
      </Field>
      <Field name="In hand" isWide>
        <InHand inHand={progress.inHand} />
      </Field>
    </dl>
  );
}

const steps = { reading: 'reading', verifying: 'verifying', swapping: 'replacing' } as const;

function InHand({ inHand }: { readonly inHand: JobProgress['inHand'] }) {
  if (inHand === null) return <>–</>;
  return (
    <span className={styles['inHand']} title={`${inHand.title} · ${inHand.project}`}>
      <span className={styles['cut']}>{inHand.title}</span>
      <span className={styles['aside']}>
        &nbsp;· {inHand.project} · {steps[inHand.step]}, {formatShare(inHand.share)}
      </span>
    </span>
  );
}

type FieldProps = { readonly name: string; readonly isWide?: boolean; readonly children: ReactNode };

function Field({ name, isWide = false, children }: FieldProps) {
  return (
    <div className={isWide ? styles['wide'] : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
