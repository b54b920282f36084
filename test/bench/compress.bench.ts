/**
 * `coldpress compress --all` as a whole beside `zstd -3 -T0`: result and time, on a generated store of 200 MB of each
 * profile, or on copies of stores that are named, in folders that have the names of profiles.
 *
 *     npm run bench -- compress [ROUNDS [HOME …]]
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makeStore } from '../support/store/makeStore';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';
import { COLDPRESS, measure, median, row } from './support/program';

const rounds = Number(process.argv[2] ?? 3);
const given = process.argv.slice(3);
/** What each profile is to be smaller by than zstd's result (issue 2, Must show). */
const WANTED: Readonly<Record<string, number>> = { images: 2.8, mixed: 2.5, compaction: 1.85, small: 1 };
const PROFILES = ['images', 'mixed', 'compaction', 'small'] as const;
const MORE_SECONDS = 1.5;

type Peer = { readonly name: string; readonly command: (home: string) => readonly [string, readonly string[]] };
const PEERS: readonly Peer[] = [
  {
    name: 'coldpress compress --all',
    command: (home) => [
      process.execPath,
      [COLDPRESS, 'compress', '--all', '--min-age', '0', '--json', '--home', home, '--data', `${home}-data`],
    ],
  },
  { name: 'zstd -3 -T0', command: () => ['zstd', ['-3', '-T0', '-q', '--rm', '-r', 'sessions', 'archived_sessions']] },
];

function rolloutBytes(home: string): number {
  return fs
    .readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name).startsWith('rollout-'))
    .reduce((sum, name) => sum + fs.lstatSync(path.join(home, name)).size, 0);
}

type Sample = { readonly bytes: number; readonly seconds: number };

/** One run on a fresh copy whose pages are written out, so that neither pays for the copying. */
async function sample(store: string, peer: Peer): Promise<Sample> {
  const folder = temporaryFolder();
  const home = path.join(folder, 'home');
  execFileSync('cp', ['-a', store, home]);
  execFileSync('sync');
  const { seconds } = await measure(...peer.command(home), home);
  const bytes = rolloutBytes(home);
  removeFolder(folder);
  return { bytes, seconds };
}

async function compare(profile: string, home: string): Promise<void> {
  const before = rolloutBytes(home);
  console.log(`\n${profile}: ${(before / 1e6).toFixed(1)} MB, ${rounds} rounds`);
  const samples: Sample[][] = PEERS.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, peer] of PEERS.entries()) samples[index]?.push(await sample(home, peer));
  }
  const results = samples.map((of) => ({
    bytes: median(of.map(({ bytes }) => bytes)),
    seconds: median(of.map(({ seconds }) => seconds)),
  }));
  console.log(row('', 'MB', 'ratio', 'seconds'));
  for (const [index, { bytes, seconds }] of results.entries()) {
    console.log(
      row(PEERS[index]?.name ?? '', (bytes / 1e6).toFixed(2), (before / bytes).toFixed(2), seconds.toFixed(2)),
    );
  }
  const [ours, zstd] = results;
  if (ours === undefined || zstd === undefined) throw new Error('there are two peers');
  const smaller = zstd.bytes / ours.bytes;
  const later = ours.seconds - zstd.seconds;
  const factor = WANTED[profile] ?? 1;
  const isMet = smaller >= factor && later <= MORE_SECONDS;
  const wanted = `wanted ${factor} × and at most ${MORE_SECONDS} s`;
  console.log(
    `smaller by ${smaller.toFixed(2)} ×, ${later.toFixed(2)} s later (${wanted}): ${isMet ? 'met' : 'NOT MET'}`,
  );
}

async function generated(profile: (typeof PROFILES)[number]): Promise<void> {
  const store = await makeStore({ threads: 200, bytes: 200e6, profile, coldShare: 1, seed: 'bench' });
  await compare(profile, store.home);
  store.remove();
}

for (const home of given) await compare(path.basename(home), home);
if (given.length === 0) for (const profile of PROFILES) await generated(profile);
