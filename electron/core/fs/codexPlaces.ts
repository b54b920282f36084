import fs from 'node:fs';
import path from 'node:path';
import { errorCodeOf } from './errorCode';

/** Where Codex programs may stand, and what is known of the machine to find them. */
export type CodexPlaces = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home folders of the people concerned: who runs Coldpress, and whose store it is. */
  readonly homes: readonly string[];
};

/** A file that may be a Codex program, and how a person would call the place. */
export type CodexCandidate = { readonly path: string; readonly source: string };

/** Programs that are not to be looked at, or not there, say nothing. */
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG']);

function unlessAway<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (NOT_THERE.has(errorCodeOf(error))) return otherwise;
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  return unlessAway(() => fs.readdirSync(folder), []);
}

/** The folders that match a path with `*` parts, in the order of their names. */
function expand(base: string, parts: readonly (string | RegExp)[]): readonly string[] {
  const [part, ...rest] = parts;
  if (part === undefined) return [base];
  if (typeof part === 'string') return expand(path.join(base, part), rest);
  const names = namesIn(base).filter((name) => part.test(name));
  return names.flatMap((name) => expand(path.join(base, name), rest));
}

/** A program that a desktop starts has not the PATH of a shell: where package managers put `codex` is looked at too. */
const USUAL_FOLDERS: readonly (readonly (string | RegExp)[])[] = [
  ['.local', 'bin'],
  ['bin'],
  ['.npm-global', 'bin'],
  ['.bun', 'bin'],
  ['.cargo', 'bin'],
  ['.volta', 'bin'],
  ['.nvm', 'versions', 'node', /^v/, 'bin'],
  ['.local', 'share', 'fnm', 'node-versions', /^v/, 'installation', 'bin'],
];
const SYSTEM_FOLDERS = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/snap/bin'];

function programNames(platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? ['codex.exe', 'codex.cmd'] : ['codex'];
}

function onPath({ platform, env, homes }: CodexPlaces): readonly CodexCandidate[] {
  const delimiter = platform === 'win32' ? ';' : ':';
  const named = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => path.isAbsolute(folder));
  const usual = homes.flatMap((home) => USUAL_FOLDERS.flatMap((parts) => expand(home, parts)));
  const system = platform === 'win32' ? [] : SYSTEM_FOLDERS;
  const inFolders = (folders: readonly string[], source: string): readonly CodexCandidate[] =>
    folders.flatMap((folder) => programNames(platform).map((name) => ({ path: path.join(folder, name), source })));
  return [...inFolders(named, 'on the PATH'), ...inFolders([...usual, ...system], 'installed')];
}

/** Editors that keep extensions as Visual Studio Code does, their servers for remote work among them. */
const EDITOR = /^\.(vscode|vscodium|cursor|windsurf|antigravity|kiro|trae|positron)/;

/** Extension folders that an editor has marked as replaced and removes when it next starts. */
function obsolete(extensions: string): ReadonlySet<string> {
  const text = unlessAway(() => fs.readFileSync(path.join(extensions, '.obsolete'), 'utf8'), '{}');
  try {
    const marked: unknown = JSON.parse(text);
    return new Set(typeof marked === 'object' && marked !== null ? Object.keys(marked) : []);
  } catch {
    return new Set(); // half-written: then all of them count
  }
}

function inExtensions({ platform, homes }: CodexPlaces): readonly CodexCandidate[] {
  const folders = homes.flatMap((home) => expand(home, [EDITOR, 'extensions']));
  return folders.flatMap((extensions) => {
    const replaced = obsolete(extensions);
    const bundles = namesIn(extensions).filter((name) => name.startsWith('openai.') && !replaced.has(name));
    return bundles.flatMap((bundle) => {
      const bin = path.join(extensions, bundle, 'bin');
      return [bin, ...namesIn(bin).map((name) => path.join(bin, name))].flatMap((folder) =>
        programNames(platform).map((name) => ({ path: path.join(folder, name), source: 'in an editor extension' })),
      );
    });
  });
}

/** The desktop app. Its layout has not been seen on either system: every likely place in it is tried. */
function inApps({ platform, env, homes }: CodexPlaces): readonly CodexCandidate[] {
  const source = 'in the Codex app';
  if (platform === 'darwin') {
    const apps = ['/', ...homes].flatMap((base) => expand(path.join(base, 'Applications'), [/^Codex.*\.app$/]));
    const inside = [['MacOS'], ['Resources'], ['Resources', 'bin'], ['Resources', 'app.asar.unpacked', 'bin']];
    return apps.flatMap((app) =>
      inside.map((parts) => ({ path: path.join(app, 'Contents', ...parts, 'codex'), source })),
    );
  }
  if (platform !== 'win32') return [];
  const bases = [env['LOCALAPPDATA'], env['ProgramFiles']].filter((base) => base !== undefined && base !== '');
  const folders = bases.flatMap((base) => [
    ...expand(String(base), ['Programs', /^Codex/i]),
    ...expand(String(base), [/^Codex/i]),
    ...expand(String(base), ['WindowsApps', /^OpenAI\.Codex/i]),
  ]);
  return folders.flatMap((folder) =>
    [[], ['bin'], ['resources'], ['resources', 'bin']].map((parts) => ({
      path: path.join(folder, ...parts, 'codex.exe'),
      source,
    })),
  );
}

function realFile({ path: named, source }: CodexCandidate): CodexCandidate | null {
  return unlessAway(() => {
    const real = fs.realpathSync.native(named);
    return fs.statSync(real).isFile() ? { path: real, source } : null;
  }, null);
}

/** Every file that may be a Codex program here, by its real path, each once. Nothing is started. */
export function codexCandidates(places: CodexPlaces): readonly CodexCandidate[] {
  const found = new Map<string, CodexCandidate>();
  for (const candidate of [...onPath(places), ...inExtensions(places), ...inApps(places)]) {
    const real = realFile(candidate);
    if (real !== null && !found.has(real.path)) found.set(real.path, real);
  }
  return [...found.values()];
}
