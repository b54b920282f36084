import path from 'node:path';

export type PlatformPaths = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
};

/** Where Coldpress keeps its own catalog and settings: the platform's data directory, never inside a Codex home. */
export function dataDirectory({ platform, env, homeDirectory }: PlatformPaths): string {
  const { COLDPRESS_DATA: chosen, XDG_DATA_HOME: xdg, LOCALAPPDATA: local } = env;
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  if (platform === 'darwin') return path.join(homeDirectory, 'Library', 'Application Support', 'Coldpress');
  if (platform === 'win32') return path.join(local ?? path.join(homeDirectory, 'AppData', 'Local'), 'Coldpress');
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homeDirectory, '.local', 'share');
  return path.join(base, 'coldpress');
}
