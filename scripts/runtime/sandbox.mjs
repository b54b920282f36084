// @ts-check
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { Stop } from './say.mjs';

/** As root on Linux Chromium refuses its own sandbox; everywhere else it stays on. */
export function runsAsLinuxRoot() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** On Linux Chromium's sandbox needs user namespaces, which some systems keep from programs they do not know, or its helper to belong to root.
 * Stops with the command that allows it; the app is never run without its sandbox instead. @param {string} dist Electron's folder */
export async function ensureSandbox(dist) {
  if (process.platform !== 'linux' || runsAsLinuxRoot()) return;
  const helper = join(dist, 'chrome-sandbox');
  const { uid, mode } = await stat(helper);
  if (uid === 0 && (mode & 0o4000) !== 0) return;
  const namespaces = await run('unshare', ['--user', '--map-root-user', 'true'], { output: 'collect' });
  if (namespaces.code === 0) return;
  throw new Stop(
    `this system lets no program of yours make a sandbox. Allow Electron's, then try again:\n  sudo chown root ${helper} && sudo chmod 4755 ${helper}`,
  );
}
