import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The repository, or the tree that holds this test: its `out` is what runs. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const OUT = fileURLToPath(new URL('../../../out/', import.meta.url));

export type Run = {
  /** `null` where a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Runs the program through another one: `setpriv … node coldpress.js …`. */
  readonly through?: readonly string[];
  readonly node?: string;
  readonly out?: string;
};

export type Running = { readonly child: ChildProcess; readonly ended: Promise<Run> };

/** Starts the built command line with nothing of this process's own environment but what finds programs. */
export function startColdpress(args: readonly string[], options: RunOptions = {}): Running {
  const { env = {}, cwd, through = [], node = process.execPath, out = OUT } = options;
  const [program = node, ...rest] = [...through, node, `${out}cli/coldpress.js`, ...args];
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: [join(out, '..', 'test/support/programs'), process.env['PATH']].join(delimiter),
      HOME: '/nonexistent',
      ...env,
    },
    ...(cwd !== undefined && { cwd }),
  });
  const closed = new Promise<Pick<Run, 'status' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([end, stdout, stderr]) => ({
    ...end,
    stdout,
    stderr,
  }));
  return { child, ended };
}

export function coldpress(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return startColdpress(args, options).ended;
}
