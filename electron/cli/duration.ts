import { failure } from '#contract/errors';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `7d`, `12h`, `30m`, `45s`, `2w` or a bare `0`, in milliseconds. */
export function parseDurationMs(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw]?)$/.exec(text.trim()) ?? [];
  const value = Number(number);
  const unitMs = UNIT_MS[unit];
  if (number !== undefined && value === 0) return 0;
  if (number !== undefined && unitMs !== undefined) return Math.round(value * unitMs);
  throw failure('INVALID_REQUEST', `--min-age ${text}: not a duration.`, 'Write for example 7d, 12h, 30m or 0.');
}
