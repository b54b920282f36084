import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** The command that lists all processes, one a line, on systems without write leases. */
const LISTINGS: Partial<Record<NodeJS.Platform, readonly [string, readonly string[]]>> = {
  darwin: ['ps', ['-axo', 'comm=']],
  win32: ['tasklist', ['/FO', 'CSV', '/NH']],
};
const MAX_LISTING_BYTES = 64 * 1024 * 1024;

/** Whether a line of such a listing names the Codex program: `codex`, `codex.exe`, or one of its platform builds. */
export function namesCodex(line: string): boolean {
  const program = line.startsWith('"') ? (line.slice(1).split('"')[0] ?? '') : line.trim();
  return /^codex(-[\w-]+)?(\.exe)?$/i.test(path.win32.basename(program));
}

/** The Codex processes that run now; `null` on systems where write leases tell, file by file, who has it open. */
export function runningCodex(platform: NodeJS.Platform): readonly string[] | null {
  const listing = LISTINGS[platform];
  if (listing === undefined) return null;
  const [command, args] = listing;
  const text = execFileSync(command, [...args], { encoding: 'utf8', maxBuffer: MAX_LISTING_BYTES });
  return text.split(/\r?\n/).filter(namesCodex);
}
