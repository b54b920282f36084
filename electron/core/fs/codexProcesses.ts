import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { CodexCandidate } from './codexPlaces';
import { errorCodeOf } from './errorCode';

/** The command that lists all processes, one a line, on systems without /proc. */
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

/** A Codex that runs now. `program`: what it was started from, where the system tells, even if it was replaced since. */
export type CodexProcess = { readonly pid: number | null; readonly name: string; readonly program: string | null };

/** What is closed to us, or has just ended. */
const AWAY = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR']);

function readOrNull(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (AWAY.has(errorCodeOf(error))) return null;
    throw error;
  }
}

const DELETED = ' (deleted)';

function programOf(pid: string): { readonly name: string; readonly program: string } | null {
  const link = path.join('/proc', pid, 'exe');
  const target = readOrNull(() => fs.readlinkSync(link));
  if (target === null) return null;
  // A program that was updated under it still runs as it was: the link itself leads to it.
  return target.endsWith(DELETED)
    ? { name: target.slice(0, -DELETED.length), program: link }
    : { name: target, program: target };
}

function namespaceOf(pid: string): string | null {
  return readOrNull(() => fs.readlinkSync(path.join('/proc', pid, 'ns', 'mnt')));
}

/** The Codex home that a process was started with; `null` where that is not known. */
function homeOf(pid: string): string | null {
  // In a container the same path may lead elsewhere, and another one here.
  if (namespaceOf(pid) !== namespaceOf('self')) return null;
  const text = readOrNull(() => fs.readFileSync(path.join('/proc', pid, 'environ'), 'utf8'));
  if (text === null || text === '') return null;
  const valueOf = (name: string): string | undefined =>
    text
      .split('\0')
      .find((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const [chosen = '', user = ''] = [valueOf('CODEX_HOME'), valueOf('HOME')];
  const named = chosen !== '' ? chosen : user === '' ? '' : path.join(user, '.codex');
  return path.isAbsolute(named) ? readOrNull(() => fs.realpathSync.native(named)) : null;
}

function linuxProcesses(home: string): readonly CodexProcess[] {
  const pids = fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid);
  return pids.flatMap((pid) => {
    const found = programOf(pid);
    const comm = readOrNull(() => fs.readFileSync(path.join('/proc', pid, 'comm'), 'utf8'))?.trim() ?? '';
    // One that has ended, and that its parent has not asked about yet, has no command line any more.
    if (readOrNull(() => fs.readFileSync(path.join('/proc', pid, 'cmdline'), 'utf8')) === '') return [];
    if (!namesCodex(comm) && (found === null || !namesCodex(found.name))) return [];
    const used = homeOf(pid);
    if (used !== null && used !== home) return [];
    return [
      { pid: Number(pid), name: `${comm === '' ? 'codex' : comm} (pid ${pid})`, program: found?.program ?? null },
    ];
  });
}

/**
 * The Codex processes that may be on the store with this home (a real path): each one counts unless its CODEX_HOME is
 * known to be another. On macOS and Windows all of them do.
 */
export function codexProcesses(platform: NodeJS.Platform, home: string): readonly CodexProcess[] {
  const listing = LISTINGS[platform];
  if (listing === undefined) return platform === 'linux' ? linuxProcesses(home) : [];
  const [command, args] = listing;
  const text = execFileSync(command, [...args], { encoding: 'utf8', maxBuffer: MAX_LISTING_BYTES });
  const lines = text.split(/\r?\n/).filter(namesCodex);
  return lines.map((line) => ({ pid: null, name: line.trim(), program: null }));
}

/** On systems without /proc: the names of all Codex processes; `null` on Linux, which tells file by file who has it open. */
export function runningCodex(platform: NodeJS.Platform): readonly string[] | null {
  return platform === 'linux' ? null : codexProcesses(platform, '').map(({ name }) => name);
}

/** The programs of these processes, to be asked for their version. */
export function runningPrograms(processes: readonly CodexProcess[]): readonly CodexCandidate[] {
  return processes.flatMap(({ program }) => (program === null ? [] : [{ path: program, source: 'running now' }]));
}
