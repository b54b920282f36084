import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const COMMAND = path.resolve('out/cli/coldpress.js');

const Outcome = z.object({
  id: z.string(),
  kind: z.string(),
  sourceBytes: z.number().nullish(),
  compressedBytes: z.number().nullish(),
  reason: z.string().nullish(),
});
export type Outcome = z.infer<typeof Outcome>;
const Result = z.object({ outcomes: z.array(Outcome) });

export type Where = { readonly home: string; readonly dataFolder: string };

/** `coldpress compress --all`, whatever the age of the threads. Rejects when the command does not end with 0. */
export function compressAll(where: Where): Promise<readonly Outcome[]> {
  return runColdpress(['compress', '--all', '--min-age', '0'], where);
}

/** As `compressAll`, for named threads: each has an outcome. */
export function compressThreads(ids: readonly string[], where: Where): Promise<readonly Outcome[]> {
  return runColdpress(['compress', ...ids, '--min-age', '0'], where);
}

export function restoreAll(where: Where): Promise<readonly Outcome[]> {
  return runColdpress(['restore', '--all'], where);
}

/** How many outcomes there are of each kind. */
export function countKinds(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** `coldpress recover`. Rejects when something is left to be decided. */
export async function recover(where: Where): Promise<void> {
  await run(['recover'], where);
}

async function runColdpress(args: readonly string[], where: Where): Promise<readonly Outcome[]> {
  return Result.parse(JSON.parse(await run(args, where))).outcomes;
}

async function run(args: readonly string[], { home, dataFolder }: Where): Promise<string> {
  if (!fs.existsSync(COMMAND)) throw new Error(`These tests run ${COMMAND}: run \`npm run build\` first.`);
  const all = [COMMAND, ...args, '--home', home, '--data', dataFolder, '--json'];
  return new Promise<string>((resolve, reject) => {
    execFile(process.execPath, all, { maxBuffer: 1 << 28 }, (error, output, errors) => {
      if (error === null) resolve(output);
      else reject(new Error(`coldpress ${args.join(' ')} failed: ${errors}\n${output}`, { cause: error }));
    });
  });
}
