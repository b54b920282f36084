/**
 * Peak memory and time of compressing and restoring one rollout of 5 GB, beside zstd's own.
 *
 *     npm run bench -- memory [GIGABYTES]
 */
import path from 'node:path';
import { makeLargeRollout } from '../support/store/largeRollout';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';
import { COLDPRESS, measure, row } from './support/program';
import type { Measured } from './support/program';

const gigabytes = Number(process.argv[2] ?? 5);
const WANTED_BYTES = 512e6;

const folder = temporaryFolder();
const home = path.join(folder, 'home');
const thread = await makeLargeRollout(home, gigabytes * 1e9, Date.now());
const file = path.join(home, thread.path);
console.log(`one thread of ${(thread.contentBytes / 1e9).toFixed(2)} GB`);
console.log(row('', 'peak MB', 'seconds', 'MB/s'));

function show(name: string, { peakBytes, seconds }: Measured): void {
  const speed = thread.contentBytes / 1e6 / seconds;
  console.log(row(name, (peakBytes / 1e6).toFixed(0), seconds.toFixed(1), speed.toFixed(0)));
}

function coldpress(...args: readonly string[]): Promise<Measured> {
  return measure(process.execPath, [COLDPRESS, ...args, '--home', home, '--data', path.join(folder, 'data')], folder);
}

show('zstd -3 -T0', await measure('zstd', ['-3', '-T0', '-q', '-o', `${file}.zst3`, file], folder));
show(
  'zstd -3 -T0 --long=27',
  await measure('zstd', ['-3', '-T0', '--long=27', '-q', '-o', `${file}.zst27`, file], folder),
);
const compressed = await coldpress('compress', '--all', '--min-age', '0', '--quiet');
show('coldpress compress --all', compressed);
const restored = await coldpress('restore', '--all', '--quiet');
show('coldpress restore --all', restored);
removeFolder(folder);

const peak = Math.max(compressed.peakBytes, restored.peakBytes);
const isMet = peak <= WANTED_BYTES;
console.log(
  `peak ${(peak / 1e6).toFixed(0)} MB (wanted at most ${WANTED_BYTES / 1e6} MB): ${isMet ? 'met' : 'NOT MET'}`,
);
