import { join } from 'node:path';
import electronLog from 'electron-log/main';

export type Log = {
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
};

const fileBytes = 2 * 1024 * 1024;
const lineCharacters = 2_000;

/**
 * Opens `logs/main.log` in the profile. It and its one predecessor take 4 MiB at most. Callers write method names,
 * error codes and process states, never a thread's content; a longer line is cut.
 */
export function openLog(profile: string): Log & { readonly file: string } {
  const file = join(profile, 'logs', 'main.log');
  const { transports } = electronLog;
  transports.file.resolvePathFn = () => file;
  transports.file.maxSize = fileBytes;
  transports.file.level = 'info';
  transports.console.level = 'warn';
  return {
    file,
    info: (message) => electronLog.info(cut(message)),
    warn: (message) => electronLog.warn(cut(message)),
    error: (message) => electronLog.error(cut(message)),
  };
}

function cut(message: string): string {
  return message.length <= lineCharacters ? message : `${message.slice(0, lineCharacters)}… (cut)`;
}
