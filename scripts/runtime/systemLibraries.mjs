// @ts-check
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { needsVirtualDisplay } from './display.mjs';
import { run } from './processes.mjs';
import { Stop } from './say.mjs';
import { hasProgram, installPackages } from './systemPackages.mjs';

/** What Chromium links against (GTK brings most of it); a plain font with tabular figures, proportional and fixed; a display. */
const libraryPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'];
const fontPackages = ['fontconfig', 'fonts-dejavu-core'];
const displayPackages = ['xvfb', 'xauth'];

/** On Linux: makes sure that Electron finds its libraries, a font, and a virtual display server where there is no display. Elsewhere nothing is missing.
 * @param {string} dist Electron's folder */
export async function ensureSystemLibraries(dist) {
  if (process.platform !== 'linux') return;
  const missingLibraries = await findMissingLibraries(dist);
  const missing = [
    {
      packages: libraryPackages,
      what: `${missingLibraries.length} libraries of Electron (${missingLibraries.slice(0, 4).join(', ')} …)`,
      isMissing: missingLibraries.length > 0,
    },
    {
      packages: displayPackages,
      what: 'a display, and Xvfb to make one',
      isMissing: needsVirtualDisplay() && !hasProgram('Xvfb'),
    },
    { packages: fontPackages, what: 'any font', isMissing: !(await hasFont()) },
  ].filter(({ isMissing }) => isMissing);
  if (missing.length === 0) return;
  await installPackages(
    missing.flatMap(({ packages }) => packages),
    missing.map(({ what }) => what).join('; '),
  );
  const stillMissing = await findMissingLibraries(dist);
  if (stillMissing.length > 0) {
    throw new Stop(
      `Electron still lacks ${stillMissing.join(', ')}. Find the packages with: apt-file search ${stillMissing[0]}`,
    );
  }
}

/** The shared libraries that the dynamic linker does not find for Electron's own binaries. @param {string} dist */
async function findMissingLibraries(dist) {
  if (!hasProgram('ldd')) return [];
  const binaries = (await readdir(dist)).filter((name) => name === 'electron' || /\.so(\.\d+)?$/.test(name));
  const listed = await Promise.all(
    binaries.map((name) => run('ldd', [join(dist, name)], { output: 'collect', env: { LD_LIBRARY_PATH: dist } })),
  );
  const missing = listed.flatMap(({ stdout }) =>
    [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? ''),
  );
  return [...new Set(missing)].sort();
}

async function hasFont() {
  const { code, stdout } = await run('fc-list', [':', 'file'], { output: 'collect' });
  return code === 0 && stdout.trim() !== '';
}
