import { createRandom } from './random';
import type { Random } from './random';

const LANGUAGES = ['typescript', 'python', 'rust', 'go', 'java', 'sql', 'shell'] as const;
export type Language = (typeof LANGUAGES)[number];

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

export const NOUNS = list(`account adapter address alert allocation anchor archive artifact asset attempt audit backlog
  backoff balance ballot barrier batch beacon binding bookmark branch bucket budget buffer build bundle cache calendar
  camera canvas capacity cart cell channel checkpoint checksum chunk client clock cluster column command commit
  compactor config conflict connection consumer context contract cookie counter coupon cursor dashboard deadline
  decoder delivery deploy descriptor device diff digest directory dispatcher document domain draft edge encoder
  endpoint envelope epoch event export fallback feature feed field filter fixture flag follower footer form fragment
  frame gateway gauge gesture glyph graph grant group guard handle handler header health heartbeat history holiday
  hook import index inspector instance interval invoice iterator job journal kernel key label lane layer layout lease
  ledger lexer limit link listener loader locale lock locker manifest mapping margin marker matcher memo merge message
  meter metric migration mirror mock module monitor mutex network node notice number offset order outbox overlay owner
  packet page palette panel parser partition patch path payment payload peer period permit pipeline pixel plan player
  plugin pointer policy pool port prefix preview price probe process producer profile promise proof proxy publisher
  queue quorum quota quote range ratio reader record recovery reducer region registry relay release render replica
  report request resolver resource response result retry revision role rollback rollout route router row rule runner
  sample scanner schedule schema scope score screen script search secret section segment selector sequence server
  service session setting shader shape shard sheet signal signature sink slot snapshot socket source span sprite stage
  state storage store stream subscriber summary supervisor surface switch symbol table tag target task team template
  tenant terminal texture theme thread threshold ticket tile timeline timeout timer token tombstone toolbar topic
  trace tracker transaction transfer transport tree trigger tuple turn update upload usage user validator value
  variant vector vendor version viewport voucher walker warning watcher webhook widget window worker workspace writer
  zone`);

const VERBS = list(`accept acquire add align allow append apply archive assert attach await balance batch begin bind
  block build cache call cancel check claim clean close collect commit compare compute connect convert copy count
  create decode defer delete deliver detach detect drain drop emit encode enqueue ensure evict expand expect expire
  export fetch fill filter find finish flush fold follow format forward freeze gather group guard handle hash hold
  import index insert inspect invoke join keep limit list load lock log map mark match measure merge migrate mount
  move notify observe open order pack parse patch pause persist pin poll prepare print probe promote prune publish
  push query queue quote read rebase rebuild receive record recover reduce refresh register reject release reload
  remove rename render repair replay report request reset resolve restore resume retain retry return reuse revoke
  rewrite rotate route run sample save scan schedule seal search seek select send serve set settle shift shrink sign
  skip sort split stage start stop store stream submit swap sync tag take test trace track transfer trim truncate
  unlock update upgrade upload use validate verify visit wait walk watch wrap write yield`);

export const ADJECTIVES = list(`abandoned absent active aligned ambiguous ancient atomic available aware bare basic
  bounded brittle broken busy cached careful central certain cheap clean clear coarse cold common complete concurrent
  confusing consistent correct costly current damaged deep default delayed dense direct dirty distinct double dry
  duplicate eager early empty equal exact expensive expired explicit external faint fair false fast final fine first
  fixed flaky foreign fragile fresh full generic global greedy harmless heavy hidden hot idle implicit incomplete
  inconsistent incremental independent inner internal invalid isolated large last late lazy legacy likely linear local
  locked long loose lost lower main manual missing mixed monotonic narrow native nested new noisy normal obsolete odd
  older open optional original outer partial passive pending plain plausible pinned possible previous primary private
  public pure quiet random rare raw readable ready recent redundant relative reliable remote repeated rough safe same
  scarce second secondary separate shallow shared short silent similar simple single slow small solid spare sparse
  specific stable stale steady strict strong sudden suspicious synchronous temporary thin tight tiny transient true
  typed unclear unexpected uniform unique unknown unlocked unrelated unused upper urgent usual valid verbose visible
  volatile warm weak whole wide wrong`);

const FOLDERS = ['src', 'lib', 'internal', 'pkg', 'app', 'core', 'server', 'client', 'tools', 'test'] as const;

const EXTENSIONS: Readonly<Record<Language, string>> = {
  typescript: 'ts',
  python: 'py',
  rust: 'rs',
  go: 'go',
  java: 'java',
  sql: 'sql',
  shell: 'sh',
};

/** The names of the invented programs; made once, from a seed of their own, so that all stores share them. */
const made = createRandom('vocabulary');
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const IDENTIFIERS = byRank(Array.from({ length: 2600 }, (_, rank) => identifier(made, rank)));
export const TYPE_NAMES = byRank(
  Array.from({ length: 700 }, () => capital(made.pick(NOUNS)) + capital(made.pick(NOUNS))),
);
export const WORDS = byRank([...NOUNS, ...VERBS, ...ADJECTIVES]);
export const VERB_FORMS = byRank(VERBS.map((verb) => ({ base: verb, third: thirdPerson(verb) })));
const PATHS = new Map(LANGUAGES.map((language) => [language, filePaths(made, language)]));

/** A file name as the programs in this language have them. */
export function pathIn(random: Random, language: Language): string {
  return random.pick(PATHS.get(language) ?? []);
}

/**
 * Repeats the entries so that a uniform draw favours the first ones, as in real text: the weight of rank n is about
 * 1 / (n + 12), and no entry is left out.
 */
function byRank<T>(entries: readonly T[]): readonly T[] {
  const weightOf = (rank: number): number => 1 / (rank + 12);
  const total = entries.reduce((sum, _, rank) => sum + weightOf(rank), 0);
  const slots = entries.length * 3;
  return entries.flatMap((entry, rank) => {
    const copies = Math.max(1, Math.round((weightOf(rank) / total) * slots));
    return Array.from({ length: copies }, () => entry);
  });
}

function identifier(random: Random, rank: number): string {
  const words = [random.pick(NOUNS), random.pick(NOUNS)];
  if (rank % 3 > 0) words.unshift(random.pick(VERBS));
  if (rank % 4 === 0) return words.join('_');
  const [first = '', ...rest] = rank % 7 === 0 ? words.slice(0, 1) : words;
  return first + rest.map(capital).join('');
}

function filePaths(random: Random, language: Language): readonly string[] {
  const paths = Array.from({ length: 400 }, () => {
    const file = `${random.pick(VERBS)}_${random.pick(NOUNS)}.${EXTENSIONS[language]}`;
    return `${random.pick(FOLDERS)}/${random.pick(NOUNS)}/${file}`;
  });
  return byRank(paths);
}

function thirdPerson(verb: string): string {
  if (/(?:s|sh|ch|x|z)$/.test(verb)) return `${verb}es`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return `${verb}s`;
}
