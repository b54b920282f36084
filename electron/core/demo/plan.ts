import { demoOptions, PROFILE_SHAPES } from './options';
import type { ConversationKind, DemoOptions } from './options';
import { planFamilies } from './planFamilies';
import type { ThreadOutline } from './planFamilies';
import { at, createRandom } from './random';
import type { Random } from './random';
import {
  AGENT_NAMES,
  AGENT_ROLES,
  branchName,
  followUp,
  HOME_FOLDER,
  MODELS,
  needleWord,
  PROJECTS,
  threadName,
  threadTitle,
} from './scenario';
import type { Project } from './scenario';

/** Everything about one thread that is decided before its first line is written. */
export type DemoThread = ThreadOutline & {
  readonly id: string;
  readonly parent: DemoThread | null;
  /** Where the plain rollout lies, relative to the store, with slashes. */
  readonly plainPath: string;
  readonly kind: ConversationKind;
  readonly cliVersion: string;
  readonly createdMs: number;
  /** When its last line was written, with a fraction: also the file's mtime. */
  readonly endMs: number;
  readonly cold: boolean;
  readonly archived: boolean;
  readonly compressed: boolean;
  readonly project: Project;
  readonly cwd: string;
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly commit: string;
  readonly model: string;
  readonly source: ThreadSource;
  readonly originator: string;
  /** The first user message, which Codex shows as the title. */
  readonly title: string;
  /** The name its user gave it. */
  readonly name: string | null;
  readonly fileMode: number;
  /** Stands in one user message of this thread, and of no other but legacy forks that copied it. */
  readonly needle: string;
  /** As `needle`, in the output of one command. */
  readonly toolNeedle: string;
};

/** As Codex writes it into session_meta. */
type ThreadSource = 'cli' | 'vscode' | 'exec' | { readonly subagent: SubagentSource };
type SubagentSource = {
  readonly thread_spawn: {
    readonly parent_thread_id: string;
    readonly depth: number;
    readonly agent_nickname: string;
    readonly agent_role: string;
  };
};

export type DemoPlan = {
  readonly options: DemoOptions;
  /** In the order in which they must be written: parents before their children. */
  readonly threads: readonly DemoThread[];
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BIG_THREAD_BYTES = 1.5e6;
const PAGINATED_VERSIONS = ['0.150.1', '0.155.0', '0.169.0'];
const FILE_MODES = [0o600, 0o600, 0o640, 0o644, 0o644];

/** Decides the whole store. Pure: the same options give the same plan. */
export function planDemoStore(given: Partial<DemoOptions> & Pick<DemoOptions, 'nowMs'>): DemoPlan {
  const options = demoOptions(given);
  const random = createRandom(`${options.seed} ${options.profile}`);
  const threads: DemoThread[] = [];
  for (const outline of planFamilies(options, random.fork('families'))) {
    threads.push(planThread(outline, threads, { options, random: random.fork(`thread ${outline.index}`) }));
  }
  return { options, threads };
}

type Draw = { readonly options: DemoOptions; readonly random: Random };

function planThread(outline: ThreadOutline, earlier: readonly DemoThread[], draw: Draw): DemoThread {
  const { options, random } = draw;
  const parent = outline.parentIndex === null ? null : at(earlier, outline.parentIndex);
  const traits = parent === null ? rootTraits(outline, draw) : inheritedTraits(parent);
  const times = parent === null ? rootTimes(traits.cold, draw) : childTimes(parent, outline.cutShare, draw);
  const { project } = traits;
  const id = random.uuid7(times.createdMs);
  return {
    ...outline,
    ...traits,
    ...times,
    cliVersion: versionOf(parent, traits.cliVersion, { createdMs: times.createdMs, nowMs: options.nowMs }),
    ...sourceOf(outline, parent, random),
    id,
    parent,
    plainPath: rolloutPath(id, times.createdMs, traits.archived),
    kind: conversationKind(outline, draw),
    cwd: `${HOME_FOLDER}/${project.name}`,
    repositoryUrl: `https://git.example.org/mira/${project.name}.git`,
    branch: branchName(random),
    commit: random.hex(40),
    model: random.pick(MODELS),
    title: parent === null ? threadTitle(random, project) : followUp(random, project),
    name: random.chance(0.3) ? threadName(random, project) : null,
    fileMode: random.pick(FILE_MODES),
    compressed: random.chance(options.compressedShare),
    needle: needleWord(random, 'qu', outline.index),
    toolNeedle: needleWord(random, 'zy', outline.index),
  };
}

/** Its user keeps Codex up to date: what was begun in the last two months was begun by the current one. */
function versionOf(
  parent: DemoThread | null,
  drawn: string,
  { createdMs, nowMs }: { readonly createdMs: number; readonly nowMs: number },
): string {
  return parent === null && createdMs > nowMs - 60 * DAY_MS ? '0.169.0' : drawn;
}

type FamilyTraits = Pick<DemoThread, 'cliVersion' | 'cold' | 'archived' | 'project'>;

function rootTraits({ historyMode }: ThreadOutline, { options, random }: Draw): FamilyTraits {
  return {
    cliVersion: historyMode === 'legacy' ? `0.${random.between(98, 147)}.0` : random.pick(PAGINATED_VERSIONS),
    cold: random.chance(options.coldShare),
    archived: random.chance(options.archivedShare),
    project: random.pick(PROJECTS),
  };
}

function inheritedTraits({ cliVersion, cold, archived, project }: DemoThread): FamilyTraits {
  return { cliVersion, cold, archived, project };
}

type Times = Pick<DemoThread, 'createdMs' | 'endMs'>;

function rootTimes(cold: boolean, { options, random }: Draw): Times {
  const ageMs = cold
    ? 8 * DAY_MS + random.fraction() ** 2 * 392 * DAY_MS
    : MINUTE_MS + random.fraction() * 6.5 * DAY_MS;
  const endMs = options.nowMs - ageMs;
  return { createdMs: Math.floor(endMs - durationMs(random)), endMs };
}

function childTimes(parent: DemoThread, cutShare: number, { options, random }: Draw): Times {
  const latestMs = options.nowMs - (parent.cold ? 8 * DAY_MS : MINUTE_MS);
  const bornMs = parent.createdMs + cutShare * (parent.endMs - parent.createdMs) + random.between(1000, MINUTE_MS);
  const createdMs = Math.floor(Math.min(bornMs, latestMs - 2000));
  return { createdMs, endMs: Math.min(createdMs + durationMs(random) + random.fraction(), latestMs) };
}

function durationMs(random: Random): number {
  return random.logNormal({ median: HOUR_MS, sigma: 1.2, min: 2 * MINUTE_MS, max: 3 * DAY_MS });
}

function conversationKind({ index, ownBytes }: ThreadOutline, { options, random }: Draw): ConversationKind {
  const { kinds } = PROFILE_SHAPES[options.profile];
  if (index === 0) return kinds[0];
  return ownBytes > BIG_THREAD_BYTES ? random.pick(kinds) : 'text';
}

const ORIGINATORS = { cli: 'codex-tui', vscode: 'codex_vscode', exec: 'codex_exec' } as const;

function sourceOf(
  { relation }: ThreadOutline,
  parent: DemoThread | null,
  random: Random,
): Pick<DemoThread, 'source' | 'originator'> {
  const roll = random.fraction();
  const source = roll < 0.6 ? 'cli' : roll < 0.85 ? 'vscode' : 'exec';
  const originator = ORIGINATORS[source];
  if (relation !== 'subagent' || parent === null) return { source, originator };
  const spawn = {
    parent_thread_id: parent.id,
    depth: spawnDepth(parent) + 1,
    agent_nickname: random.pick(AGENT_NAMES),
    agent_role: random.pick(AGENT_ROLES),
  };
  return { source: { subagent: { thread_spawn: spawn } }, originator };
}

function spawnDepth({ source }: DemoThread): number {
  return typeof source === 'string' ? 0 : source.subagent.thread_spawn.depth;
}

/** Archived rollouts lie flat, the others under their day. */
function rolloutPath(id: string, createdMs: number, archived: boolean): string {
  const [day = '', time = ''] = new Date(createdMs).toISOString().slice(0, 19).split('T');
  const file = `rollout-${day}T${time.replaceAll(':', '-')}-${id}.jsonl`;
  return archived ? `archived_sessions/${file}` : `sessions/${day.replaceAll('-', '/')}/${file}`;
}
