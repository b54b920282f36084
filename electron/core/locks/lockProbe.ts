import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Effects } from '../ports';
import { createProbeFile } from './storeLocks';

/** What the second process runs: it tries for the lock at its start and whenever it is told to, and says how that went. */
const SECOND_PROCESS = `
const koffi = require(process.argv[1]);
const flock = koffi.load(null).func('int flock(int fd, int operation)');
const fd = require('node:fs').openSync(process.argv[2], 'r+');
const attempt = () => process.stdout.write(flock(fd, 2 | 4) === 0 ? 'locked\\n' : 'busy\\n');
process.stdin.on('data', attempt).on('end', () => process.exit(0));
attempt();
`;
const ANSWER_WITHIN_MS = 15_000;

/** How a probe ended; `cannot_tell` with the reason where the second process did not answer. */
export type LockProbe = 'works' | 'excludes_nobody' | { readonly cannotTell: string };

type Second = { readonly answer: () => Promise<string>; readonly again: () => void; readonly end: () => void };

function startSecond(file: string): Second {
  const koffi = createRequire(import.meta.url).resolve('koffi');
  const env = { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' };
  const args = ['-e', SECOND_PROCESS, koffi, file];
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, args, { env, windowsHide: true });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => undefined); // whoever waits for an answer is told
  const timer = setTimeout(() => child.kill('SIGKILL'), ANSWER_WITHIN_MS);
  child.once('close', () => clearTimeout(timer));
  child.stderr.resume();
  child.stdin.on('error', () => undefined); // it has ended: then its answer is missing, which says so
  return {
    answer: async () => {
      const line = await Promise.race([lines.next(), failed]);
      return line.done === true ? 'no answer' : line.value;
    },
    again: () => child.stdin.write('again\n'),
    end: () => child.stdin.end(),
  };
}

/** Both ways: what we hold it does not get, and what it holds we do not. */
async function tryBothWays({ locks }: Effects, fd: number, second: Second): Promise<LockProbe> {
  const whileOurs = await second.answer();
  if (whileOurs !== 'busy') return whileOurs === 'locked' ? 'excludes_nobody' : { cannotTell: whileOurs };
  locks.unlock(fd);
  second.again();
  const whenFree = await second.answer();
  if (whenFree !== 'locked') return { cannotTell: `the free lock was not to be had (${whenFree})` };
  return locks.tryLock(fd) ? 'excludes_nobody' : 'works';
}

/**
 * Whether an exclusive flock in this store (a real path) keeps another process out, and is kept out by one: tried on a file
 * of our own in `.tmp/`, which goes again. On Windows, whose locks belong to the file server, it is not tried.
 * Never call it while a swap is open: it starts a process.
 */
export async function probeLocks(effects: Effects, home: string): Promise<LockProbe> {
  if (process.platform === 'win32') return 'works';
  const { file, fd } = createProbeFile(effects, home);
  try {
    if (!effects.locks.tryLock(fd)) return { cannotTell: 'the lock of a new file was taken already' };
    const second = startSecond(file);
    try {
      return await tryBothWays(effects, fd, second);
    } finally {
      second.end();
    }
  } finally {
    effects.fs.close(fd);
    effects.fs.unlink(file);
  }
}
