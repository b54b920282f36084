import type { FindingKind, Health } from '#contract/health';
import { bytesText, formatCount } from '../../lib/format';
import { formatAgo } from '../../lib/time';
import { counted } from '../../lib/words';

/** One line of the panel: how it stands, and what is at its end. `conflictOf`: the thread whose versions it compares. */
export type HealthLine = {
  readonly id: string;
  readonly tone: 'good' | 'note' | 'caution' | 'danger';
  readonly words: string;
  readonly end: { readonly kind: 'text' | 'link'; readonly words: string } | null;
  readonly conflictOf?: string;
};

const show = { kind: 'link', words: 'Show' } as const;

/** Health in a few lines: what could not be done, what was done, what was found, what is proven. Worst first. */
export function healthLines(health: Health, nowMs: number): readonly HealthLine[] {
  return [...stateLines(health), ...findingLines(health), ...actionLines(health), proofLine(health, nowMs)];
}

function stateLines({ state, deferredBy, refusal }: Health): readonly HealthLine[] {
  return [
    ...(refusal === null
      ? []
      : [{ id: 'refusal', tone: 'caution', words: 'Nothing can be changed in this store', end: show } as const]),
    ...(state === 'deferred'
      ? [
          {
            id: 'deferred',
            tone: 'caution',
            words: `Recovery deferred: ${deferredBy ?? 'another pass is running'}`,
            end: show,
          } as const,
        ]
      : []),
  ];
}

function actionLines({ actions }: Health): readonly HealthLine[] {
  if (actions.length === 0) return [];
  const back = actions.filter(({ kind }) => kind === 'put_back').length;
  const words =
    back > 0
      ? `Put back after a crash: ${counted(back, 'thread')}`
      : `Tidied up after a crash: ${counted(actions.length, 'file')}`;
  return [{ id: 'actions', tone: 'note', words, end: show }];
}

const severities = ['danger', 'caution', 'note'] as const;

function findingLines({ findings }: Health): readonly HealthLine[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  const lines = kinds.map((kind): HealthLine => {
    const ofKind = findings.filter((finding) => finding.kind === kind);
    const tone = severities.find((severity) => ofKind.some((finding) => finding.severity === severity)) ?? 'note';
    const conflict = ofKind.find(({ choices, threadId }) => choices.includes('compare') && threadId !== null);
    const files = ofKind.reduce((sum, each) => sum + each.files, 0);
    const bytes = ofKind.reduce((sum, each) => sum + each.physicalBytes, 0);
    const words = findingWords[kind](kind === 'codex_leftover' ? files : ofKind.length, bytes);
    if (conflict === undefined || conflict.threadId === null || ofKind.length > 1) {
      return { id: kind, tone, words, end: show };
    }
    return { id: kind, tone, words, end: { kind: 'link', words: 'Compare' }, conflictOf: conflict.threadId };
  });
  return lines.sort((one, other) => rank(one) - rank(other));
}

function rank({ tone }: HealthLine): number {
  return ['danger', 'caution', 'note', 'good'].indexOf(tone);
}

const findingWords: Readonly<Record<FindingKind, (count: number, bytes: number) => string>> = {
  conflict: (count) => `${counted(count, 'conflict')}, both copies kept`,
  stale_twin: (count) => `${counted(count, 'older copy', 'older copies')} of another tool`,
  damaged_twin: (count) => counted(count, 'damaged copy beside a whole file', 'damaged copies beside whole files'),
  hold: (count) => `${counted(count, 'held file')} to decide about`,
  corrupt: (count) => `${counted(count, 'thread is', 'threads are')} damaged`,
  codex_leftover: (count, bytes) => `${counted(count, 'leftover')} by Codex, ${bytesText(bytes)}`,
  unreadable: (count) => `${counted(count, 'file')} could not be read`,
  ledger: () => 'The record is not whole',
};

function proofLine({ proofs }: Health, nowMs: number): HealthLine {
  const { compressedThreads, provenThreads, newestAtMs } = proofs;
  const end = newestAtMs === null ? null : ({ kind: 'text', words: formatAgo(newestAtMs, nowMs) } as const);
  if (compressedThreads === 0) return { id: 'proofs', tone: 'good', words: 'Nothing compressed to prove', end: null };
  if (provenThreads < compressedThreads) {
    const words = `${formatCount(provenThreads)} of ${counted(compressedThreads, 'thread')} proven`;
    return { id: 'proofs', tone: 'note', words, end };
  }
  const words =
    compressedThreads === 1
      ? 'The compressed thread is proven'
      : `All ${counted(compressedThreads, 'compressed thread')} proven`;
  return { id: 'proofs', tone: 'good', words, end };
}
