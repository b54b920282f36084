// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime/paths.mjs';
import { run } from '../runtime/processes.mjs';
import { Stop, say } from '../runtime/say.mjs';
import { hasProgram, installPackages } from '../runtime/systemPackages.mjs';

/** The version whose behaviour the tests hold; see docs/safety.md. */
const codex = '@openai/codex@0.169.0';

/** The `zstd` command, which reads what we wrote and writes what we read. */
export async function ensureZstdCommand() {
  if (!hasProgram('zstd')) await installPackages(['zstd'], 'the zstd command, which the tests compare with');
}

/** The real Codex, beside the locked packages but not among them: no part of the app, and nothing of it is saved. */
export async function ensureCodex() {
  if (existsSync(join(root, 'node_modules', '@openai', 'codex', 'package.json'))) return;
  if (process.env['CODEX_BIN'] !== undefined) return;
  say(`installing ${codex} for the tests with the real Codex (not saved) …`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { code, stderr } = await run(npm, ['install', '--no-save', codex], { cwd: root, output: 'collect' });
  if (code !== 0) throw new Stop(`npm install --no-save ${codex} failed:\n${stderr.trim()}`);
}
