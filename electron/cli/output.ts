import type { AppError } from '#contract/errors';

/** Where a command writes: one JSON document, or text for a person, on stdout; progress and errors on stderr. */
export type Output = {
  readonly json: boolean;
  readonly result: (document: object, text: () => string) => void;
  readonly note: (text: string) => void;
  /** What went wrong and what to do, for a person. */
  readonly say: (error: AppError) => void;
  /** The end of a command that has nothing else to report. */
  readonly error: (error: AppError) => void;
  /** Replaces the last progress line; does nothing where stderr is no terminal. */
  readonly progress: (line: string) => void;
  readonly endProgress: () => void;
};

const CLEAR_LINE = '\r\u001b[2K';

export function createOutput({ json, quiet }: { readonly json: boolean; readonly quiet: boolean }): Output {
  const bar = process.stderr.isTTY && !quiet;
  const endProgress = (): void => {
    if (bar) process.stderr.write(CLEAR_LINE);
  };
  const say = ({ message, hint }: AppError): void => {
    endProgress();
    process.stderr.write(`coldpress: ${message}\n${hint}\n`);
  };
  return {
    json,
    result: (document, text) => {
      if (json) process.stdout.write(`${JSON.stringify(document)}\n`);
      else if (!quiet) process.stdout.write(`${text()}\n`);
    },
    note: (text) => {
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    say,
    error: (error) => {
      say(error);
      if (json) process.stdout.write(`${JSON.stringify({ error })}\n`);
    },
    progress: (line) => {
      if (bar) process.stderr.write(CLEAR_LINE + line.slice(0, process.stderr.columns - 1));
    },
    endProgress,
  };
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** SI, one decimal above bytes: `48.5 GB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = Math.abs(bytes);
  for (; value >= 999.95 && unit < UNITS.length - 1; unit++) value /= 1000;
  const sign = bytes < 0 ? '-' : '';
  return `${sign}${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** A thread's title on one line of a terminal: control characters would otherwise speak to it. */
export function plainText(text: string, width: number): string {
  const clean = text.replace(/\p{Cc}|\p{Cf}/gu, ' ');
  return clean.length > width ? `${clean.slice(0, width - 1)}…` : clean;
}
