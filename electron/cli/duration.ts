const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `7d`, `12h`, `30m`, `45s`, `2w` or a bare `0`, in milliseconds; `null` for anything else. */
export function parseDurationMs(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw]?)$/.exec(text.trim()) ?? [];
  if (number === undefined) return null;
  const value = Number(number);
  if (value === 0) return 0;
  const ms = Math.round(value * (UNIT_MS[unit] ?? Number.NaN));
  return Number.isSafeInteger(ms) ? ms : null;
}
