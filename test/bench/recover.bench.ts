/**
 * Peak memory and time of recovering one thread that stands twice, the file of gigabytes: first gone on since, then equal.
 *
 *     npm run bench -- recover [GIGABYTES]
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makeLargeRollout } from '../support/store/largeRollout';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';
import { COLDPRESS, measure, row } from './support/program';

const gigabytes = Number(process.argv[2] ?? 5);
const folder = temporaryFolder();
const home = path.join(folder, 'home');
const thread = await makeLargeRollout(home, gigabytes * 1e9, Date.now());
const plain = path.join(home, thread.path);
console.log(`one thread of ${(thread.contentBytes / 1e9).toFixed(2)} GB, twice`);
console.log(row('', 'peak MB', 'seconds', 'MB/s'));

async function recover(name: string): Promise<void> {
  const args = [COLDPRESS, 'recover', '--quiet', '--home', home, '--data', path.join(folder, 'data')];
  const { peakBytes, seconds } = await measure(process.execPath, args, folder);
  const speed = thread.contentBytes / 1e6 / seconds;
  console.log(row(name, (peakBytes / 1e6).toFixed(0), seconds.toFixed(1), speed.toFixed(0)));
}

execFileSync('zstd', ['-q', '-1', plain]);
fs.appendFileSync(plain, '{"type":"event_msg"}\n');
await recover('the beginning: offered');
fs.truncateSync(plain, thread.contentBytes);
fs.unlinkSync(`${plain}.zst`);
execFileSync('zstd', ['-q', '-1', plain]);
await recover('equal: the swap is finished');
removeFolder(folder);
