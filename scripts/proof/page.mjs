// @ts-check

/**
 * @typedef {{ law: string, counts: Readonly<Record<string, number>>, seed?: number | string, ms?: number, note?: string }} Line
 * @typedef {{ project: string, passed: number, failed: number }} Suite
 * @typedef {object} Proof
 * @property {readonly Line[]} lines
 * @property {readonly Suite[]} suites
 * @property {string} seed
 * @property {number} seconds
 * @property {string} node
 */

/** Counts that must be 0. */
const BAD = ['losses', 'undetected', 'lost'];

/** The parts of the proof, by how the law of a line begins; one without a line was not tried, and nothing is proven. */
const PARTS = [
  {
    begins: 'fault law',
    title: 'Every fault at every effect',
    says: 'a crash or an error, before, after and in the middle of each',
  },
  {
    begins: 'power law',
    title: 'The power cut at every effect',
    says: 'on a model of a disk that forgets what was not synced',
  },
  {
    begins: 'schedules',
    title: 'Random schedules',
    says: 'Codex, its worker, two Coldpresses, recovery, readers and crashes in any order',
  },
  { begins: 'bit flips', title: 'Flipped bits', says: 'one bit of a compressed file, anywhere' },
  { begins: 'kill', title: 'Killed', says: 'kill -9 of the real command line at a random moment' },
  {
    begins: 'live writers',
    title: 'Live writers',
    says: 'real processes that append while threads are compressed and restored',
  },
];

/** @param {string} text @returns {readonly Line[]} */
export function parseReport(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** @param {readonly Line[]} lines @returns {Record<string, number>} */
function sumOf(lines) {
  /** @type {Record<string, number>} */
  const sum = {};
  for (const { counts } of lines) {
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

/** @param {Readonly<Record<string, number>>} counts */
function badOf(counts) {
  return BAD.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}

/** @param {Readonly<Record<string, number>>} counts */
function sayCounts(counts) {
  const names = Object.keys(counts);
  const sorted = [...names.filter((name) => !BAD.includes(name)), ...names.filter((name) => BAD.includes(name))];
  return sorted.map((name) => `${name} ${(counts[name] ?? 0).toLocaleString('en')}`).join(', ');
}

/** @param {number | undefined} ms */
function sayTime(ms) {
  return ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`;
}

/** @param {Line} line */
function sayLine({ law, counts, ms, note }) {
  const row = `  ${badOf(counts) === 0 ? 'ok  ' : 'LOST'} ${law}: ${sayCounts(counts)}${ms === undefined ? '' : `, ${sayTime(ms)}`}`;
  return note === undefined ? row : `${row}\n         ${note}`;
}

/** @param {typeof PARTS[number]} part @param {readonly Line[]} lines */
function sayPart({ begins, title, says }, lines) {
  const own = lines.filter(({ law }) => law.startsWith(begins));
  if (own.length === 0) return `${title}: NOT TRIED`;
  const ms = own.reduce((sum, line) => sum + (line.ms ?? 0), 0);
  return [
    `${title} (${says})`,
    `  ${sayCounts(sumOf(own))}, ${sayTime(ms)}`,
    ...(own.length > 1 ? own.map(sayLine) : []),
  ].join('\n');
}

/** What was tried in all, in one line. @param {readonly Line[]} lines */
function sayAll(lines) {
  const of = (/** @type {string} */ begins, /** @type {string} */ name) =>
    (sumOf(lines.filter(({ law }) => law.startsWith(begins)))[name] ?? 0).toLocaleString('en');
  const undetected = badOf(sumOf(lines.filter(({ law }) => law.startsWith('bit flips'))));
  return [
    `In all: ${of('fault law', 'points')} faults, ${of('power law', 'states')} disks after a power cut`,
    `${of('schedules', 'schedules')} schedules, ${of('bit flips', 'flips')} flips (undetected: ${undetected})`,
    `${of('kill', 'kills')} kills, ${of('live writers', 'lines')} acknowledged lines`,
  ].join(', ');
}

/** One page for a sceptic, and whether it all holds. @param {Proof} proof @returns {{ text: string, holds: boolean }} */
export function pageOf({ lines, suites, seed, seconds, node }) {
  const losses = badOf(sumOf(lines));
  const missing = PARTS.filter(({ begins }) => !lines.some(({ law }) => law.startsWith(begins)));
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0);
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const others = lines.filter(({ law }) => !PARTS.some(({ begins }) => law.startsWith(begins)));
  const holds = losses === 0 && missing.length === 0 && failed === 0;
  const text = [
    '',
    '── The proof ──',
    `Seed ${seed} (again: npm run proof -- --seed ${seed}), ${process.platform} ${process.arch}, Node ${node}`,
    '',
    ...PARTS.map((part) => `${sayPart(part, lines)}\n`),
    ...(others.length > 0 ? ['Also', ...others.map(sayLine), ''] : []),
    `${passed} tests passed, ${failed} failed, in ${(seconds / 60).toFixed(1)} minutes`,
    sayAll(lines),
    `losses: ${losses}${missing.length > 0 ? `; not tried: ${missing.map(({ title }) => title).join(', ')}` : ''}`,
    holds ? 'No byte was lost.' : 'THE PROOF DOES NOT HOLD.',
    '',
  ].join('\n');
  return { text, holds };
}
