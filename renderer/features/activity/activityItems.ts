import type { ActivityRow } from '#contract/activity';
import { formatDay } from '../../lib/time';
import { type ActivityState, isJobRow } from '../../store/activityState';

/** One line (or block) of the list, in the order in which it stands there. */
export type ActivityItem =
  | { readonly kind: 'day'; readonly key: string; readonly label: string }
  | {
      readonly kind: 'row';
      readonly key: string;
      readonly row: ActivityRow;
      /** 2: one thread of the unfolded job above it. */
      readonly level: 1 | 2;
      readonly isOpen: boolean;
    }
  | { readonly kind: 'proof'; readonly key: string; readonly seq: number; readonly level: 1 | 2 }
  | { readonly kind: 'more'; readonly key: string; readonly jobId: string; readonly left: number }
  | { readonly kind: 'waiting' | 'noThreads'; readonly key: string };

type Shown = Pick<ActivityState, 'list' | 'jobs' | 'unfolded'>;

/** The entries with the head of each day, and below what is unfolded its proof or its threads. */
export function activityItems({ list, jobs, unfolded }: Shown, nowMs: number): readonly ActivityItem[] {
  const items: ActivityItem[] = [];
  let day = '';
  for (const row of list?.rows ?? []) {
    const label = formatDay(row.atMs, nowMs);
    if (label !== day) items.push({ kind: 'day', key: `day ${label}`, label });
    day = label;
    items.push(...entry(row, 1, unfolded));
    if (unfolded.has(row.seq) && isJobRow(row)) items.push(...threadsOf(row, { jobs, unfolded }));
  }
  return items;
}

function entry(row: ActivityRow, level: 1 | 2, unfolded: ReadonlySet<number>): readonly ActivityItem[] {
  const isOpen = unfolded.has(row.seq);
  const line: ActivityItem = { kind: 'row', key: `${row.seq}`, row, level, isOpen };
  return isOpen && !isJobRow(row) ? [line, { kind: 'proof', key: `${row.seq} proof`, seq: row.seq, level }] : [line];
}

function threadsOf(job: ActivityRow, { jobs, unfolded }: Pick<Shown, 'jobs' | 'unfolded'>): readonly ActivityItem[] {
  const jobId = job.jobId ?? '';
  const held = jobs.get(jobId);
  if (held === undefined) return [{ kind: 'waiting', key: `${job.seq} waiting` }];
  const threads = held.rows.filter(({ seq }) => seq !== job.seq);
  if (threads.length === 0) return [{ kind: 'noThreads', key: `${job.seq} none` }];
  const left = held.total - held.rows.length;
  return [
    ...threads.flatMap((row) => entry(row, 2, unfolded)),
    ...(left > 0 ? [{ kind: 'more', key: `${job.seq} more`, jobId, left } as const] : []),
  ];
}

/** The entries one can go to, in order. */
export function rowsOf(items: readonly ActivityItem[]): readonly Extract<ActivityItem, { kind: 'row' }>[] {
  return items.filter((item) => item.kind === 'row');
}
