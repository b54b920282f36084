import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { failure } from '#contract/errors';

const run = promisify(execFile);

/** The command that lists all processes, one a line with its program first or last, on systems without write leases. */
const LISTINGS: Partial<Record<NodeJS.Platform, readonly [string, readonly string[]]>> = {
  darwin: ['ps', ['-axo', 'comm=']],
  win32: ['tasklist', ['/FO', 'CSV', '/NH']],
};

/** Whether a line of such a listing names the Codex program: `codex`, `codex.exe`, or one of its platform builds. */
export function namesCodex(line: string): boolean {
  const program = line.startsWith('"') ? (line.slice(1).split('"')[0] ?? '') : line.trim();
  return /^codex(-[\w-]+)?(\.exe)?$/i.test(path.win32.basename(program));
}

/**
 * On macOS and Windows nothing is compressed while a Codex process runs, because nothing there tells yet whether a
 * file is open (safety.md, Openers). On Linux the write lease tells, file by file.
 */
export async function refuseBesideCodex(platform: NodeJS.Platform): Promise<void> {
  const listing = LISTINGS[platform];
  if (listing === undefined) return;
  const [command, args] = listing;
  const { stdout } = await run(command, [...args], { maxBuffer: 64 * 1024 * 1024 });
  if (!stdout.split(/\r?\n/).some(namesCodex)) return;
  const hint = 'Close Codex (also its desktop app and editor extensions), then try again.';
  throw failure('CODEX_RUNNING', 'Codex is running. On this system Coldpress only works while it is closed.', hint);
}
