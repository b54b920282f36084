import type { Random } from './random';
import { sentence } from './text';
import { IDENTIFIERS, pathIn } from './vocabulary';
import type { Language } from './vocabulary';

/** An invented program that the invented developer works on. */
export type Project = { readonly name: string; readonly language: Language; readonly areas: readonly string[] };

const project = (name: string, language: Language, areas: string): Project => ({
  name,
  language,
  areas: areas.split(', '),
});

export const PROJECTS: readonly Project[] = [
  project('harbor-pay', 'typescript', 'the payout worker, the refund form, the webhook receiver, the currency table'),
  project('ledgerline', 'rust', 'the posting engine, the trial balance, the journal writer, the snapshot loader'),
  project('fieldnotes', 'typescript', 'the offline sync, the note editor, the attachment store, the tag picker'),
  project('meadow-shop', 'typescript', 'the checkout page, the cart, the stock counter, the coupon rules'),
  project('tidewatch', 'python', 'the forecast job, the gauge importer, the alert rules, the station map'),
  project('orrery', 'rust', 'the orbit solver, the texture cache, the camera path, the ephemeris reader'),
  project('kiln-ci', 'go', 'the job scheduler, the runner pool, the artifact store, the log streamer'),
  project('sparrow-mail', 'go', 'the bounce handler, the template renderer, the delivery queue, the inbox index'),
  project('atlas-tiles', 'rust', 'the tile cutter, the style parser, the label placement, the tile cache'),
  project('greenhouse', 'python', 'the sensor bridge, the watering plan, the climate report, the device registry'),
  project('cinder-auth', 'java', 'the token refresh, the session store, the login form, the audit log'),
  project('paperboy', 'python', 'the feed reader, the digest mailer, the search index, the reading list'),
  project('mosaic-ui', 'typescript', 'the date picker, the data grid, the focus trap, the colour tokens'),
  project('wharf-infra', 'shell', 'the release script, the backup job, the certificate renewal, the host inventory'),
  project('census-lake', 'sql', 'the nightly import, the address matching, the region report, the quality checks'),
  project('birdsong', 'python', 'the spectrogram view, the species model, the upload queue, the recording list'),
];

const PROBLEMS = [
  'a deadlock',
  'a race on shutdown',
  'duplicate rows',
  'the timezone bug',
  'a memory leak',
  'the slow first load',
  'stale cache entries',
  'lost retries',
  'rounding errors',
  'broken pagination',
  'a flaky test',
  'garbled accents',
] as const;

const GOALS = [
  'make it twice as fast',
  'cover it with tests',
  'drop the old API',
  'support Windows paths',
  'survive a restart',
  'log less',
  'say clearly what went wrong',
  'work without a network',
  'remove the global state',
] as const;

const UPGRADES = ['React 19', 'PostgreSQL 18', 'Python 3.14', 'Go 1.26', 'Java 25', 'Vite 8', 'Kubernetes 1.34'];
const BRANCH_KINDS = ['fix', 'feat', 'chore', 'perf', 'mira'];

export const MODELS = ['gpt-5.6-sol', 'gpt-5.5', 'gpt-5.3-codex', 'gpt-5.1-codex-max'];
export const AGENT_NAMES = ['Heron', 'Juniper', 'Flint', 'Sable', 'Marlin', 'Clover', 'Onyx', 'Wren'];
export const AGENT_ROLES = ['explorer', 'worker', 'reviewer', 'default'];
export const HOME_FOLDER = '/home/mira/code';

type Phrase = (random: Random, subject: Project) => string;

const TITLES: readonly Phrase[] = [
  (random, { areas }) => `Find ${random.pick(PROBLEMS)} in ${random.pick(areas)}`,
  (random, { areas }) =>
    `Why does ${random.pick(areas)} fail after ${random.pick(['a deploy', 'midnight', 'an update'])}?`,
  (random, { areas }) => `Refactor ${random.pick(areas)} and ${random.pick(GOALS)}`,
  (random, { areas }) => `Rewrite ${random.pick(areas)}: ${random.pick(GOALS)}, ${random.pick(GOALS)}`,
  (random, { language }) => `Review my changes in ${pathIn(random, language)}`,
  (random, { areas }) => `Write an integration test for ${random.pick(areas)}`,
  (random) => `Upgrade to ${random.pick(UPGRADES)} and repair what breaks`,
  (random) => `Rename ${random.pick(IDENTIFIERS)} to ${random.pick(IDENTIFIERS)} everywhere`,
  (random, { areas }) => `Document how ${random.pick(areas)} works`,
  (random, { areas }) =>
    `The nightly build is red again, it looks like ${random.pick(PROBLEMS)} in ${random.pick(areas)}`,
  (random, { areas }) => `Profile ${random.pick(areas)} and ${random.pick(GOALS)}`,
  (random, { areas }) =>
    `Make ${random.pick(areas)} ${random.pick(['accessible', 'idempotent', 'configurable', 'type safe'])}`,
  (random, { areas }) => `Sketch a plan: move ${random.pick(areas)} out of the monolith`,
];

/** Not everybody writes English to an agent. */
const TITLES_ELSEWHERE: readonly Phrase[] = [
  (random, { areas }) => `Bitte prüfe ${random.pick(areas)}: ${random.pick(PROBLEMS)} 🙏`,
  (random, { areas }) => `修复 ${random.pick(areas)} (${random.pick(PROBLEMS)})`,
  (random, { areas }) => `Pourquoi ${random.pick(areas)} échoue-t-il après minuit ?`,
];

const FOLLOW_UPS: readonly Phrase[] = [
  (random) => `Good. Now ${random.pick(GOALS)} as well.`,
  (random, { language }) =>
    `The test for ${pathIn(random, language)} still fails here. Run it again and show me the output.`,
  (random) => `Before you change more: why is ${random.pick(IDENTIFIERS)} needed at all?`,
  () => 'Continue.',
  (random, { areas }) => `Does ${random.pick(areas)} have the same problem?`,
  (random, { language }) => `One more thing. ${sentence({ random, language })} ${sentence({ random, language })}`,
  (random) => `Could this be ${random.pick(PROBLEMS)}? Please prove it with a test.`,
];

export function threadTitle(random: Random, subject: Project): string {
  return random.pick(random.chance(0.04) ? TITLES_ELSEWHERE : TITLES)(random, subject);
}

export function followUp(random: Random, subject: Project): string {
  return random.pick(FOLLOW_UPS)(random, subject);
}

/** A short name, as users give to threads they want to find again. */
export function threadName(random: Random, subject: Project): string {
  const area = random.pick(subject.areas).replace(/^the /, '');
  return random.chance(0.5) ? `${area}: ${random.pick(PROBLEMS)}` : `${subject.name} ${area}`;
}

export function branchName(random: Random): string {
  if (random.chance(0.4)) return 'main';
  const topic = random
    .pick(PROBLEMS)
    .replace(/^(a|the) /, '')
    .replaceAll(' ', '-');
  return `${random.pick(BRANCH_KINDS)}/${topic}-${random.between(2, 900)}`;
}

const SYLLABLES = [
  'ba',
  'ke',
  'li',
  'mo',
  'nu',
  'ra',
  'se',
  'ti',
  'vo',
  'zu',
  'dor',
  'fen',
  'gal',
  'mar',
  'pol',
  'sil',
];

/** A pronounceable word that stands in one thread only: the number of its thread makes it unique. */
export function needleWord(random: Random, prefix: string, index: number): string {
  const syllables = Array.from({ length: 5 }, () => random.pick(SYLLABLES));
  return `${prefix}${syllables.join('')}${String(index).padStart(5, '0')}`;
}
