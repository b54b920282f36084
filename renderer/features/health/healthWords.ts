import type { Conflict, Health, HealthChoice, HealthFinding, RecoveryAction } from '#contract/health';
import { bytesText, formatCount } from '../../lib/format';
import { formatAgo } from '../../lib/time';
import { counted } from '../../lib/words';

/** On the button of a choice. A label ends with … if a confirmation follows. */
const choiceLabels: Readonly<Record<HealthChoice, string>> = {
  compare: 'Compare',
  set_aside_plain: 'Set the plain file aside…',
  set_aside_compressed: 'Set the compressed copy aside…',
  set_aside_hold: 'Set the held file aside…',
  put_back_hold: 'Put it back…',
  set_aside_leftover: 'Set aside…',
  keep_both: 'Keep both',
};

/** A finding that is no pair of files is kept as it is. */
export function choiceLabel({ kind }: HealthFinding, choice: HealthChoice): string {
  const isPair = kind === 'conflict' || kind === 'stale_twin' || kind === 'damaged_twin';
  return choice === 'keep_both' && !isPair ? 'Keep as it is' : choiceLabels[choice];
}

type Confirmation = {
  readonly title: string;
  readonly button: string;
  readonly lines: readonly { readonly name: string; readonly words: string }[];
};

/** What a choice does, where the file goes and how it comes back, before it is done. */
export function confirmationOf({ path }: HealthFinding, choice: HealthChoice): Confirmation {
  if (choice === 'put_back_hold') {
    return {
      title: 'Put the held file back',
      button: 'Put back',
      lines: [
        { name: 'Where it goes', words: 'Back to the name under which Codex reads it.' },
        { name: 'What stays', words: 'Nothing is overwritten: if a file stands there by then, nothing is changed.' },
      ],
    };
  }
  const what = {
    set_aside_plain: 'the plain file',
    set_aside_compressed: 'the compressed copy',
    set_aside_hold: 'the held file',
  };
  const name = choice in what ? what[choice as keyof typeof what] : path;
  return {
    title: choice in what ? `Set ${name} aside` : 'Set this file aside',
    button: 'Set aside',
    lines: [
      {
        name: 'Where it goes',
        words: `Into a folder of Coldpress’s own data directory. It is copied there, the copy is proven equal, and only then is ${choice in what ? name : 'it'} taken out of the store.`,
      },
      {
        name: 'What Codex reads',
        words:
          choice === 'set_aside_plain'
            ? 'The compressed copy, from the next time it opens the thread.'
            : 'The same as now.',
      },
      {
        name: 'How it comes back',
        words:
          'Health lists it under Set aside; Put back brings it to where it stood, without overwriting anything. Nothing is deleted.',
      },
    ],
  };
}

const severityOrder = { danger: 0, caution: 1, note: 2 } as const;

/** The worst first; among equals as they were told. */
export function bySeverity(findings: readonly HealthFinding[]): readonly HealthFinding[] {
  return [...findings].sort((one, other) => severityOrder[one.severity] - severityOrder[other.severity]);
}

/** How the last look went, beside the title. */
export function checkedWords({ state, checkedAtMs }: Health, nowMs: number): string {
  if (state === 'checking') return 'looking at everything…';
  return checkedAtMs === null ? 'not looked at yet' : `looked at ${formatAgo(checkedAtMs, nowMs)}`;
}

/** `238 of 241 compressed threads proven.`, and what is left. */
export function proofsWords({ proofs }: Health): string {
  const { compressedThreads, provenThreads, unprovenBytes } = proofs;
  if (compressedThreads === 0) return 'Nothing is compressed, so there is nothing to prove.';
  if (provenThreads >= compressedThreads) return `All ${counted(compressedThreads, 'compressed thread')} proven.`;
  const rest = unprovenBytes > 0 ? ` ${bytesText(unprovenBytes)} left to decode.` : '';
  return `${formatCount(provenThreads)} of ${counted(compressedThreads, 'compressed thread')} proven.${rest}`;
}

/** When the oldest and the newest proof were made, and how far the schedule is; parts for one line. */
export function proofsAsides({ proofs }: Health, nowMs: number): readonly string[] {
  const { oldestAtMs, newestAtMs, scrubbedBytes, scrubBudgetBytes } = proofs;
  return [
    oldestAtMs === null ? null : `oldest ${formatAgo(oldestAtMs, nowMs)}`,
    newestAtMs === null || newestAtMs === oldestAtMs ? null : `newest ${formatAgo(newestAtMs, nowMs)}`,
    scrubBudgetBytes === 0 || proofs.compressedThreads === 0
      ? null
      : `by schedule ${bytesText(scrubbedBytes)} of ${bytesText(scrubBudgetBytes)} a day`,
  ].filter((part) => part !== null);
}

const actionHeads: Readonly<Record<RecoveryAction['kind'], string>> = {
  removed_temporary: 'Removed an unfinished file of Coldpress',
  finished_swap: 'Finished compressing',
  removed_twin: 'Removed a doubled copy',
  removed_hold: 'Removed a held file',
  put_back: 'Put back after a crash',
};

export function actionHead({ kind }: RecoveryAction): string {
  return actionHeads[kind];
}

/** The three parts of the bars, in bytes; `compressedOnly` is 0 where the copy does not decode. */
export function conflictParts({ plain, compressed, equalBytes }: Conflict) {
  const plainOnly = Math.max(0, plain.logicalBytes - equalBytes);
  const compressedOnly = Math.max(0, (compressed?.logicalBytes ?? 0) - equalBytes);
  return { equalBytes, plainOnly, compressedOnly, wholeBytes: equalBytes + Math.max(plainOnly, compressedOnly) };
}

/** The heading over two versions: how they stand to each other. */
export function conflictTitle(conflict: Conflict | null): string {
  if (conflict === null) return 'One thread, two copies';
  if (conflict.compressed === null) return 'One thread, one whole and one damaged copy';
  const { plainOnly, compressedOnly } = conflictParts(conflict);
  if (plainOnly > 0 && compressedOnly > 0) return 'One thread, two different copies';
  return plainOnly > 0 ? 'One thread, and an older compressed copy' : 'One thread, and a longer compressed copy';
}
