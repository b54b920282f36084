// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { Stop } from './say.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string | undefined>>} [env] added to the environment
 * @property {'show' | 'collect'} [output] show: ours is inherited; collect: stdout and stderr come back as text
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

/** Starts a command without a shell. Never rejects for a failing command: look at `code`.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<RunResult>} */
export function run(command, args, options = {}) {
  const collect = options.output === 'collect';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', collect ? 'pipe' : 'inherit', collect ? 'pipe' : 'inherit'],
      detached: hasProcessGroups,
    });
    track(child);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
    const timer =
      options.timeoutMs === undefined ? undefined : setTimeout(() => endTree(child, 'SIGKILL'), options.timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, stderr: `${stderr}${error.message}\n` });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: exitStatus(code, signal), stdout, stderr });
    });
  });
}

/** The shell's convention for how a process ended. @param {number | null} code @param {NodeJS.Signals | null} signal */
export function exitStatus(code, signal) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Ends a child and whatever it has started: Electron's helpers, a test runner's browsers.
 * @param {import('node:child_process').ChildProcess} child @param {'SIGTERM' | 'SIGKILL'} signal */
export function endTree(child, signal) {
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

/** Makes a detached child end with this process. @param {import('node:child_process').ChildProcess} child */
export function track(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
}

/** On SIGINT, SIGTERM or SIGHUP every child is asked to end, killed after five seconds, and this process exits by the shell's convention. */
export function endChildrenWithUs() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      const status = exitStatus(null, signal);
      const end = () => running.size === 0 && process.exit(status);
      for (const child of running) {
        child.once('exit', () => setTimeout(end));
        endTree(child, 'SIGTERM');
      }
      setTimeout(() => {
        for (const child of running) endTree(child, 'SIGKILL');
        process.exit(status);
      }, 5_000);
      end();
    });
  }
  process.on('exit', () => {
    for (const child of running) endTree(child, 'SIGKILL');
  });
}

/** The script behind a command of an installed package, to be run with this Node: no shell, no PATH, the same on every system.
 * @param {string} command the package's name, and `/name` where the command has another one (`typescript/tsc`) @returns {string} */
export function packageBin(command) {
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
