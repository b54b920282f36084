import { z } from 'zod';
import type { ProjectUsage, Usage } from '#contract/store';
import { threadState } from '#contract/thread';
import type { ThreadState } from '#contract/thread';
import { getOtherFiles, revisionOf } from './metaRows';
import { largestRows } from './pageRows';
import { countProblems, foreignFiles } from './problemRows';
import type { Sql } from './sql';
import { STATE } from './stateSql';

export type UsageQuery = {
  readonly coldBeforeMs: number;
  readonly minAgeMs: number;
  readonly disk: Usage['disk'];
  readonly projects: number;
  readonly largest: number;
};

const sumRow = z.object({
  project: z.string(),
  state: threadState,
  threads: z.number(),
  physical: z.number(),
  logical: z.number(),
  saved: z.number(),
});
type SumRow = z.infer<typeof sumRow>;

/** Files under the two roots that are no threads are no other files of Codex either, but they take room. */
const NO_THREADS = 'sessions (no threads)';

function emptyStates<T>(make: () => T): Record<ThreadState, T> {
  return { in_use: make(), recent: make(), cold: make(), compressed: make(), unclear: make() };
}

function usageByState(sums: readonly SumRow[]): Usage['byState'] {
  const states = emptyStates(() => ({ threads: 0, physicalBytes: 0, logicalBytes: 0 }));
  for (const { state, threads, physical, logical } of sums) {
    const before = states[state];
    states[state] = {
      threads: before.threads + threads,
      physicalBytes: before.physicalBytes + physical,
      logicalBytes: before.logicalBytes + logical,
    };
  }
  return states;
}

function usageByProject(sums: readonly SumRow[]): readonly ProjectUsage[] {
  const projects = new Map<string, ProjectUsage>();
  for (const { project, state, threads, physical, logical } of sums) {
    const empty = { project, threads: 0, physicalBytes: 0, logicalBytes: 0, byState: emptyStates(() => 0) };
    const before = projects.get(project) ?? empty;
    projects.set(project, {
      project,
      threads: before.threads + threads,
      physicalBytes: before.physicalBytes + physical,
      logicalBytes: before.logicalBytes + logical,
      byState: { ...before.byState, [state]: before.byState[state] + physical },
    });
  }
  return [...projects.values()].sort((a, b) => b.physicalBytes - a.physicalBytes);
}

function otherUsage(sql: Sql): Pick<Usage, 'otherBytes' | 'otherFiles'> {
  const measured = getOtherFiles(sql);
  if (measured === null) return { otherBytes: null, otherFiles: [] };
  const foreign = foreignFiles(sql).bytes;
  const otherFiles = foreign === 0 ? [...measured] : [...measured, { name: NO_THREADS, physicalBytes: foreign }];
  otherFiles.sort((a, b) => b.physicalBytes - a.physicalBytes);
  return { otherBytes: otherFiles.reduce((sum, file) => sum + file.physicalBytes, 0), otherFiles };
}

function sumUsage(sql: Sql, query: UsageQuery): Usage {
  const text = `SELECT project, ${STATE} AS state, count(*) AS threads, sum(physical_bytes) AS physical,
    sum(coalesce(logical_bytes, physical_bytes)) AS logical, sum(saved_bytes) AS saved FROM rollouts GROUP BY 1, 2`;
  const sums = z.array(sumRow).parse(sql.all(text, { cold: query.coldBeforeMs }));
  const total = (field: 'threads' | 'physical' | 'logical' | 'saved') => sums.reduce((sum, row) => sum + row[field], 0);
  const projects = usageByProject(sums);
  return {
    revision: revisionOf(sql),
    threads: total('threads'),
    physicalBytes: total('physical'),
    logicalBytes: total('logical'),
    savedBytes: total('saved'),
    byState: usageByState(sums),
    ...otherUsage(sql),
    disk: query.disk,
    projects: projects.slice(0, query.projects),
    projectCount: projects.length,
    largest: [...largestRows(sql, query.coldBeforeMs, query.largest)],
    problemCount: countProblems(sql),
    minAgeMs: query.minAgeMs,
  };
}

/** Everything that the overview shows, from one revision of the catalog, so that its numbers agree. */
export function usageOf(sql: Sql, query: UsageQuery): Usage {
  return sql.read(() => sumUsage(sql, query));
}
