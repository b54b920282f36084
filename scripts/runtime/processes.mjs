// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';
import { Stop } from './say.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string | undefined>>} [env] added to the environment
 * @property {'show' | 'collect'} [output] show: ours is inherited; collect: stdout and stderr come back as text
 * @property {RegExp} [hide] with show: lines of stderr that are not passed on
 * @property {number} [timeoutMs] the process is killed afterwards
 *
 * @typedef {{ code: number, stdout: string, stderr: string }} RunResult code: 128 + signal number after a signal; 127 where the command does not exist
 */

/** Each child leads a group of its own there, so that it can be ended with all that it started. */
const hasProcessGroups = process.platform !== 'win32';

const require = createRequire(join(root, 'package.json'));

/** What has to be told when this process is told to end.
 * @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Whether this process has been told to end: what a child's end would have led to is dropped then. */
let isEnding = false;

/** Starts a command without a shell. Never rejects for a failing command: look at `code`.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<RunResult>} */
export function run(command, args, options = {}) {
  const collect = options.output === 'collect';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', collect ? 'pipe' : 'inherit', collect || options.hide ? 'pipe' : 'inherit'],
      detached: hasProcessGroups,
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.once('error', () => running.delete(child));
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    if (collect) child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
    else if (child.stderr && options.hide) passLinesOn(child.stderr, options.hide);
    const timer =
      options.timeoutMs === undefined ? undefined : setTimeout(() => endTree(child, 'SIGKILL'), options.timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, stderr: `${stderr}${error.message}\n` });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (isEnding) return;
      resolve({ code: exitStatus(code, signal), stdout, stderr });
    });
  });
}

/** @param {import('node:stream').Readable} stream @param {RegExp} hide */
function passLinesOn(stream, hide) {
  createInterface({ input: stream }).on('line', (line) => {
    if (!hide.test(line)) console.error(line);
  });
}

/** The shell's convention for how a process ended. @param {number | null} code @param {NodeJS.Signals | null} signal */
function exitStatus(code, signal) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Ends a child and whatever it has started: Electron's helpers, a test runner's browsers.
 * @param {import('node:child_process').ChildProcess} child @param {'SIGTERM' | 'SIGKILL'} signal */
function endTree(child, signal) {
  if (child.pid === undefined) return;
  if (!hasProcessGroups) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** On SIGINT, SIGTERM or SIGHUP, and when npm that started us is gone, every child is asked to end, and killed after five seconds. This process
 * then exits by the shell's convention. */
export function endChildrenWithUs() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => endAll(signal));
  process.on('exit', () => {
    for (const child of running) endTree(child, 'SIGKILL');
  });
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] === undefined) return;
  // npm passes SIGTERM to its shell only, which dies of it and leaves us behind.
  setInterval(() => process.ppid !== parent && endAll('SIGTERM'), 1_000).unref();
}

/** @param {NodeJS.Signals} signal */
function endAll(signal) {
  if (isEnding) return;
  isEnding = true;
  const status = exitStatus(null, signal);
  const exitIfAlone = () => running.size === 0 && process.exit(status);
  for (const child of running) {
    // The child first, by itself: Electron ends its helpers in good order. What it leaves is ended with its group.
    child.once('exit', () => {
      endTree(child, 'SIGTERM');
      exitIfAlone();
    });
    child.kill('SIGTERM');
  }
  setTimeout(() => process.exit(status), 5_000);
  exitIfAlone();
}

/** The script behind a command of an installed package, to be run with this Node: no shell, no PATH, the same on every system.
 * @param {string} command the package's name, and `/name` where the command has another one (`typescript/tsc`) @returns {string} */
function packageBin(command) {
  const [, packageName = command, binName = packageName] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(command) ?? [];
  const folder = packageDir(packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

/** The folder of an installed package. @param {string} packageName @returns {string} */
export function packageDir(packageName) {
  for (const folder of require.resolve.paths(packageName) ?? []) {
    try {
      readFileSync(join(folder, packageName, 'package.json'));
      return join(folder, packageName);
    } catch {
      continue;
    }
  }
  throw new Stop(`The package ${packageName} is not installed. Run: npm ci`);
}

/** Runs an installed package's command. @param {string} command @param {readonly string[]} args @param {RunOptions} [options] */
export function runPackage(command, args, options) {
  return run(process.execPath, [packageBin(command), ...args], options);
}

/** Runs npm: the one that started us, else the one in PATH. @param {readonly string[]} args @param {RunOptions} [options] */
export function runNpm(args, options) {
  const npmScript = process.env['npm_execpath'];
  if (npmScript?.endsWith('npm-cli.js')) return run(process.execPath, [npmScript, ...args], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}
