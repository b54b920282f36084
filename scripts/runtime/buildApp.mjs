// @ts-check
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { runPackage } from './processes.mjs';
import { Stop, say } from './say.mjs';

const outDir = join(root, 'out');
/** Written last, so that an interrupted build is not taken for a whole one; says when the sources were read. */
const stamp = join(outDir, '.built');
const sources = ['electron', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];

/** Builds everything under out/ from scratch. */
export async function buildApp() {
  const sourcesReadMs = Date.now();
  await rm(outDir, { recursive: true, force: true });
  const { code } = await runPackage('electron-vite', ['build']);
  if (code !== 0) throw new Stop(`the build failed with status ${code}; its messages stand above.`);
  await writeFile(stamp, `${sourcesReadMs}\n`);
}

/** Builds where out/ is missing or a source is newer. */
export async function ensureBuilt() {
  const builtMs = Number(await readFile(stamp, 'utf8').catch(() => 0));
  if ((await newestMs(sources.map((source) => join(root, source)))) <= builtMs) return;
  say(builtMs === 0 ? 'building the app …' : 'the sources have changed; building the app again …');
  await buildApp();
}

/** The newest mtime of files and folders, in ms; a folder's own tells of what was removed from it.
 * @param {readonly string[]} paths @returns {Promise<number>} */
async function newestMs(paths) {
  const times = await Promise.all(
    paths.map(async (path) => {
      const status = await stat(path);
      const children = status.isDirectory() ? await readdir(path) : [];
      return Math.max(status.mtimeMs, await newestMs(children.map((child) => join(path, child))));
    }),
  );
  return Math.max(0, ...times);
}
