// @ts-check
// npm start [-- --demo] [-- --home DIR] [-- --once]: opens the app with whatever it needs fetched and built first.
// All options but --once go on to the app.
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from './runtime/buildApp.mjs';
import { resultsDir, root } from './runtime/paths.mjs';
import { prepareWindow } from './runtime/prepare.mjs';
import { endChildrenWithUs, run } from './runtime/processes.mjs';
import { runsAsLinuxRoot } from './runtime/sandbox.mjs';
import { Stop, runMain, say } from './runtime/say.mjs';

/** What Chromium reports of every machine without D-Bus and without a graphics card; it draws in software then. */
const harmlessThere =
  /:(?:ERROR|WARNING):(?:bus|object_proxy|viz|gpu|gl|angle|command_buffer|shared_image|one_copy_raster)\w*\.cc\(/;

const picture = join(resultsDir, 'start.png');

async function main() {
  const options = process.argv.slice(2);
  const isOnce = options.includes('--once') || process.env['COLDPRESS_EXIT_AFTER_SCREENSHOT'] === '1';
  const appOptions = options.filter((option) => option !== '--once');
  const { electron, env, isDisplayVirtual, release } = await prepareWindow();
  await ensureBuilt();
  const takesPicture = isDisplayVirtual || isOnce;
  if (takesPicture) await expectPicture(isOnce);
  const sandbox = runsAsLinuxRoot() ? ['--no-sandbox'] : [];
  const { code } = await run(electron.executable, [...sandbox, root, ...appOptions], {
    ...(isDisplayVirtual ? { hide: harmlessThere } : {}),
    env: {
      ...env,
      ...(takesPicture ? { COLDPRESS_SCREENSHOT: picture } : {}),
      ...(isOnce ? { COLDPRESS_EXIT_AFTER_SCREENSHOT: '1' } : {}),
    },
  });
  release();
  if (code !== 0) throw new Stop(`the app ended with status ${code}.`);
  if (isOnce && !existsSync(picture)) throw new Stop(`the app ended without saving a picture to ${picture}.`);
}

/** @param {boolean} isOnce */
async function expectPicture(isOnce) {
  await mkdir(resultsDir, { recursive: true });
  await rm(picture, { force: true });
  say(`a picture of the window will be saved to ${picture}${isOnce ? '' : '; the app stays open until Ctrl+C'}`);
}

endChildrenWithUs();
await runMain(main);
