import { randomInt } from 'node:crypto';

const MAX_SEED = 2 ** 31 - 1;

/** How much a test tries: what the environment says, else the small number that every test run takes. */
export function amountOf(variable: string, otherwise: number): number {
  const text = process.env[variable];
  if (text === undefined || text === '') return otherwise;
  const amount = Number(text);
  if (!Number.isSafeInteger(amount) || amount < 1) throw new Error(`${variable} is no amount: ${text}`);
  return amount;
}

/** The seed of everything random: `COLDPRESS_SEED`, else a new one. A test prints it. */
export function seedOf(): number {
  return amountOf('COLDPRESS_SEED', randomInt(1, MAX_SEED));
}
