// @ts-check
// npm run dev [-- --demo] [-- --home DIR]: the app with hot reload. Options go on to the app.
import { prepareWindow } from './runtime/prepare.mjs';
import { endChildrenWithUs, runPackage } from './runtime/processes.mjs';
import { runsAsLinuxRoot } from './runtime/sandbox.mjs';
import { runMain } from './runtime/say.mjs';

async function main() {
  const { env, release } = await prepareWindow();
  const sandbox = runsAsLinuxRoot() ? ['--noSandbox'] : [];
  const { code } = await runPackage('electron-vite', ['dev', '--watch', ...sandbox, '--', ...process.argv.slice(2)], {
    env,
  });
  release();
  process.exitCode = code;
}

endChildrenWithUs();
await runMain(main);
