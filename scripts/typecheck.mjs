// @ts-check
// npm run typecheck: every TypeScript project of the repository, the root's and each room's own with its narrower types.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime/paths.mjs';
import { endChildrenWithUs, runPackage } from './runtime/processes.mjs';
import { Stop, runMain } from './runtime/say.mjs';

const parents = ['.', 'electron'];
const ignored = ['node_modules', 'out', 'dist', 'test-results'];

async function main() {
  const failed = [];
  for (const project of ['.', ...findRooms()]) {
    const { code } = await runPackage('typescript/tsc', ['-p', project]);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${join(project, 'tsconfig.json')}`);
    if (code !== 0) failed.push(project);
  }
  if (failed.length > 0) throw new Stop(`type errors in: ${failed.join(', ')}`);
}

function findRooms() {
  return parents
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name)))
    .filter((folder) => !ignored.includes(folder) && existsSync(join(root, folder, 'tsconfig.json')));
}

endChildrenWithUs();
await runMain(main);
