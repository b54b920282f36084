import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** There is no Codex here to test with. */
class CodexMissingError extends Error {
  override readonly name = 'CodexMissingError';
}

const MISSING =
  'These tests drive the real Codex, and there is none: run `npm install --no-save @openai/codex@0.169.0` in the ' +
  'project, or set CODEX_BIN to the native binary, or put `codex` on the PATH.';

const TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};
const PLATFORM = `${process.platform}-${process.arch}`;
const BINARY = process.platform === 'win32' ? 'codex.exe' : 'codex';

/**
 * The native Codex binary: CODEX_BIN, else the package in node_modules, else the PATH. Always the native one, not the
 * package's Node script, so that the pid of our child is Codex itself.
 * @throws CodexMissingError with what to do about it.
 */
export function findCodex(): string {
  const chosen = process.env['CODEX_BIN'];
  if (chosen !== undefined && chosen !== '') {
    if (!fs.existsSync(chosen)) throw new CodexMissingError(`CODEX_BIN names ${chosen}, which does not exist.`);
    return unwrapped(path.resolve(chosen));
  }
  const found = fromNodeModules() ?? fromPath();
  if (found === null) throw new CodexMissingError(MISSING);
  return found;
}

function fromNodeModules(): string | null {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const found = nativeBinaryOf(path.join(folder, 'node_modules', '@openai', 'codex'));
    if (found !== null || folder === path.dirname(folder)) return found;
  }
}

function fromPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => path.join(folder, BINARY)).find((file) => fs.existsSync(file));
  return found === undefined ? null : unwrapped(found);
}

/** The native binary of an installed `@openai/codex`: in the package of its platform, or in older ones in itself. */
function nativeBinaryOf(packageFolder: string): string | null {
  const manifest = path.join(packageFolder, 'package.json');
  if (!fs.existsSync(manifest)) return null;
  const folders = [platformPackage(fs.realpathSync(manifest)), fs.realpathSync(packageFolder)];
  const files = folders
    .filter((folder) => folder !== null)
    .map((folder) => path.join(folder, 'vendor', TARGETS[PLATFORM] ?? PLATFORM, 'bin', BINARY));
  return files.find((file) => fs.existsSync(file)) ?? null;
}

function platformPackage(manifest: string): string | null {
  const name = `@openai/codex-${PLATFORM}/package.json`;
  try {
    return path.dirname(createRequire(manifest).resolve(name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** What is called `codex` may be the script of the package. */
function unwrapped(file: string): string {
  const real = fs.realpathSync(file);
  if (!real.endsWith('.js')) return real;
  return nativeBinaryOf(path.dirname(path.dirname(real))) ?? real;
}
