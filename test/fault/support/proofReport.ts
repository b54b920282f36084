import fs from 'node:fs';

/** What a test tried, for the page that `npm run proof` prints: one JSON line each in the file that it names. */
export type ProofLine = {
  readonly law: string;
  /** What was counted, in the order in which the page shows it: `{ points: 1234, losses: 0 }`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly seed?: number | string;
  readonly ms?: number;
  readonly note?: string;
};

export function reportProof(line: ProofLine): void {
  const file = process.env['COLDPRESS_PROOF_REPORT'];
  if (file !== undefined && file !== '') fs.appendFileSync(file, `${JSON.stringify(line)}\n`);
  else console.log(`${line.law}: ${JSON.stringify(line.counts)}`);
}
