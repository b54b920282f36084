/** Numbers for the eye and for the ear (DESIGN, Numbers): SI units, one decimal above bytes, English through Intl. */
const locale = 'en';
const noBreak = '\u00a0';
const minus = '\u2212';

const units = [
  { unit: 'B', spoken: 'byte' },
  { unit: 'KB', spoken: 'kilobyte' },
  { unit: 'MB', spoken: 'megabyte' },
  { unit: 'GB', spoken: 'gigabyte' },
  { unit: 'TB', spoken: 'terabyte' },
  { unit: 'PB', spoken: 'petabyte' },
] as const;

export type Amount = { readonly value: string; readonly unit: string };

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

type Step = { readonly number: number; readonly exponent: number };

/** The largest unit in which the number, as it will be printed, stays below 1,000. */
function stepOf(bytes: number): Step {
  let number = Math.abs(bytes);
  let exponent = 0;
  const printed = () => (exponent === 0 ? Math.round(number) : Math.round(number * 10) / 10);
  while (printed() >= 1000 && exponent < units.length - 1) {
    number /= 1000;
    exponent += 1;
  }
  return { number, exponent };
}

/** `626.2` and `MB`, apart, because the unit is set smaller. A negative number has a true minus sign. */
export function formatBytes(bytes: number): Amount {
  const { number, exponent } = stepOf(bytes);
  const digits = (exponent === 0 ? whole : oneDecimal).format(number);
  return { value: bytes < 0 ? `${minus}${digits}` : digits, unit: units[exponent]?.unit ?? 'B' };
}

/** `626.2 MB` in one piece, for sentences and tooltips. */
export function bytesText(bytes: number): string {
  const { value, unit } = formatBytes(bytes);
  return `${value}${noBreak}${unit}`;
}

/** `626.2 megabytes`, for screen readers. */
export function spokenBytes(bytes: number): string {
  const { number, exponent } = stepOf(bytes);
  const decimals = exponent === 0 ? 0 : 1;
  const words = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[exponent]?.spoken ?? 'byte',
    unitDisplay: 'long',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(number);
  return bytes < 0 ? `minus ${words}` : words;
}

/** `501,281,587 bytes`. */
export function formatExactBytes(bytes: number): string {
  return `${formatCount(bytes)}${noBreak}${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** `12,283`. */
export function formatCount(number: number): string {
  return whole.format(number);
}

/** `211.4` and `MB/s`. */
export function formatRate(bytesPerSecond: number): Amount {
  const { value, unit } = formatBytes(bytesPerSecond);
  return { value, unit: `${unit}/s` };
}

/** `62 %`, rounded down, so that 100 % means done. */
export function formatShare(share: number): string {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100 + 1e-9);
  return `${whole.format(percent)}${noBreak}%`;
}

/**
 * `5.2 times smaller`: how many times the source is larger than what is left of it, never a percentage.
 * `null` where nothing was gained that one decimal can show.
 */
export function timesSmaller(sourceBytes: number, compressedBytes: number): string | null {
  if (sourceBytes <= 0 || compressedBytes <= 0) return null;
  const ratio = sourceBytes / compressedBytes;
  if (ratio < 1.05) return null;
  return `${(ratio >= 99.95 ? whole : oneDecimal).format(ratio)}${noBreak}times smaller`;
}
