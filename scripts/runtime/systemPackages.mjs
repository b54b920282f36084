// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './processes.mjs';
import { Stop, say } from './say.mjs';

/** Whether a program is in PATH. @param {string} name */
export function hasProgram(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

/** Installs Debian packages where we may (root and apt-get), saying so; otherwise stops with the command to run.
 * @param {readonly string[]} packages @param {string} why a sentence's end: "needed by …" */
export async function installPackages(packages, why) {
  if (!hasProgram('apt-get')) {
    throw new Stop(
      `This system lacks ${why}. Install your distribution's counterparts of these Debian packages: ${packages.join(' ')}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `This system lacks ${why}. Run this, then try again:\n  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`,
    );
  }
  say(`this system lacks ${why}`);
  say(`installing Debian packages (a few minutes on a slow mirror): ${packages.join(' ')}`);
  await aptGet(['update']);
  await aptGet(['install', '--yes', '--no-install-recommends', ...(await currentNames(packages))]);
}

/** @param {readonly string[]} args */
async function aptGet(args) {
  const { code, stdout, stderr } = await run('apt-get', ['--quiet', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    output: 'collect',
  });
  if (code !== 0)
    throw new Stop(
      `apt-get ${args.join(' ')} failed:\n${stdout.trim().split('\n').slice(-10).join('\n')}\n${stderr.trim()}`,
    );
}

/** Debian 13 and Ubuntu 24.04 renamed some libraries when their time type grew to 64 bits: `libasound2` is `libasound2t64` there.
 * @param {readonly string[]} packages */
async function currentNames(packages) {
  const renamed = await Promise.all(
    packages.map(async (name) => {
      if (!name.startsWith('lib')) return name;
      const { code } = await run('apt-cache', ['show', '--quiet=2', `${name}t64`], { output: 'collect' });
      return code === 0 ? `${name}t64` : name;
    }),
  );
  return renamed;
}
