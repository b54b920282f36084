import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { CodexFound } from '#contract/health';
import { versionIn } from '../model/codexVersions';
import type { CodexCandidate } from './codexPlaces';
import { isProgramHere } from './programFormat';

/** Root asks only as the owner of the store: a program from somebody's home never runs with its rights. */
export type AskAs = { readonly uid: number; readonly gid: number } | null;

/** Codex answers in a quarter of a second; a first start from a slow disk may take some seconds. */
const ANSWER_WITHIN_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_MANIFEST_BYTES = 256 * 1024;
const AT_ONCE = 4;

/** With a home of its own that is not there: asked for its version, Codex would otherwise make files in the store. */
const NO_HOME = path.join(path.parse(process.execPath).root, 'nonexistent', 'coldpress-asks-for-the-version');

type Answer =
  | { readonly kind: 'said'; readonly text: string }
  /** It is no program of this machine, so nobody can use it here. */
  | { readonly kind: 'not_runnable' }
  | { readonly kind: 'silent' };

const NOT_RUNNABLE = new Set(['ENOENT', 'EACCES', 'EPERM', 'ENOEXEC', 'EBADARCH', 'EFTYPE', 'ENOTDIR']);

function ask(program: string, as: AskAs): Promise<Answer> {
  const { PATH, SystemRoot } = process.env;
  const env = { PATH, SystemRoot, CODEX_HOME: NO_HOME, HOME: NO_HOME };
  const options = {
    env,
    cwd: path.parse(program).root,
    encoding: 'utf8',
    timeout: ANSWER_WITHIN_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_ANSWER_BYTES,
    windowsHide: true,
    shell: false,
    ...(as ?? {}),
  } as const;
  return new Promise((resolve) => {
    try {
      const child = execFile(program, ['--version'], options, (error, stdout) => {
        if (error === null) resolve({ kind: 'said', text: stdout });
        else resolve(NOT_RUNNABLE.has(String(error.code)) ? { kind: 'not_runnable' } : { kind: 'silent' });
      });
      child.stdin?.end();
    } catch {
      resolve({ kind: 'not_runnable' }); // Node itself refuses to start it, as it does with a script on Windows
    }
  });
}

/** The version of the npm package that a program is the start script of: read, not asked, as it needs Node to run. */
function packageVersion(program: string): string | null {
  for (const folder of [path.dirname(path.dirname(program)), npmFolder(program)]) {
    const manifest = path.join(folder, 'package.json');
    try {
      if (fs.statSync(manifest).size > MAX_MANIFEST_BYTES) continue;
      const parsed: unknown = JSON.parse(fs.readFileSync(manifest, 'utf8'));
      if (typeof parsed !== 'object' || parsed === null || !('name' in parsed) || !('version' in parsed)) continue;
      if (parsed.name === '@openai/codex' && typeof parsed.version === 'string') return parsed.version;
    } catch {
      continue; // no package, or none that can be read: then the program itself is asked
    }
  }
  return null;
}

/** Where npm on Windows puts the package of a `codex.cmd`. */
function npmFolder(program: string): string {
  return path.join(path.dirname(program), 'node_modules', '@openai', 'codex');
}

const UNKNOWN = 'of unknown version';

/** `null`: nobody can run it here. */
async function versionOf(program: string, as: AskAs): Promise<string | null> {
  const written = packageVersion(program);
  if (written !== null) return written;
  if (!isProgramHere(program)) return null;
  const answer = await ask(program, as);
  if (answer.kind === 'not_runnable') return null;
  const [line = ''] = answer.kind === 'said' ? answer.text.split('\n', 1) : [];
  return versionIn(line) ?? UNKNOWN;
}

/** What programs said, by real path, mtime, size and inode: an update changes those, and only then it is asked again. */
const asked = new Map<string, Promise<string | null>>();

function keyOf(program: string): string | null {
  const stats = fs.statSync(program, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : [program, stats.mtimeNs, stats.size, stats.ino].map(String).join('\n');
}

async function found({ path: program, source }: CodexCandidate, as: AskAs): Promise<CodexFound | null> {
  const key = keyOf(program);
  if (key === null) return null;
  const asking = asked.get(key) ?? versionOf(program, as);
  asked.set(key, asking);
  const version = await asking;
  if (version === UNKNOWN) asked.delete(key); // it may only have been slow this time
  return version === null ? null : { version, source, path: program };
}

/**
 * The versions of these programs: each is asked once, without a shell, for ten seconds at most. One that runs but does
 * not say a version that can be read is listed as `of unknown version`. Never call it while a swap is open: a child
 * would keep the lease or the locks of the swap alive.
 */
export async function codexVersions(candidates: readonly CodexCandidate[], as: AskAs): Promise<readonly CodexFound[]> {
  const queue = [...candidates];
  const results: CodexFound[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const one = await found(next, as);
      if (one !== null) results.push(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results.sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1));
}
