import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The built command line; a benchmark is run from the repository's root (scripts/bench.mjs). */
export const COLDPRESS = path.resolve('out/cli/coldpress.js');

export type Measured = { readonly seconds: number; readonly peakBytes: number };

const LOOK_EVERY_MS = 20;

/** The most memory that a process has had in RAM so far, as /usr/bin/time tells it; 0 once it has ended. */
function peakBytes(pid: number): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has ended
  }
}

/** Runs a program to its end: how long it took, and its peak memory. Throws where it failed. */
export async function measure(program: string, args: readonly string[], cwd: string): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, peakBytes(child.pid ?? 0))), LOOK_EVERY_MS);
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(look);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${String(status)}`);
  return { seconds: (performance.now() - startedAt) / 1000, peakBytes: peak };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Cells of a table under each other, numbers to the right. */
export function row(...cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => (index === 0 ? String(cell).padEnd(34) : String(cell).padStart(14))).join('');
}
