import { InvalidArgumentError } from 'commander';
import { parseDurationMs } from './duration';

const KINDS = ['active', 'archived'] as const;

export function durationArgument(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null) return durationMs;
  throw new InvalidArgumentError('a duration is needed, for example 7d, 12h, 30m or 0.');
}

export function levelArgument(text: string): number {
  const level = Number(text);
  if (/^\d+$/.test(text) && level >= 1 && level <= 19) return level;
  throw new InvalidArgumentError('a whole number from 1 to 19 is needed.');
}

export function includeArgument(text: string): readonly string[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  if (kinds.every((kind) => (KINDS as readonly string[]).includes(kind))) return kinds;
  throw new InvalidArgumentError('active, archived, or both with a comma between.');
}

/** `20%` is 0.2. */
export function shareArgument(text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (/^\d+(\.\d+)?%?$/.test(text) && percent < 100) return percent / 100;
  throw new InvalidArgumentError('a share is needed, for example 20%.');
}
