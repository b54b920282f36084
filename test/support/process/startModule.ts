import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

const REPOSITORY = path.join(import.meta.dirname, '..', '..', '..');

/** Starts a TypeScript module as a process of its own, with its arguments in `process.argv` from 2 on. */
export function startModule(module: string, ...args: readonly string[]): ChildProcess {
  const runner = path.join(import.meta.dirname, 'runModule.mjs');
  return spawn(process.execPath, [runner, module, ...args], { cwd: REPOSITORY, stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Waits until a process has printed this line. */
export function untilPrinted(child: ChildProcess, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.split('\n').includes(line)) resolve();
    });
    child.once('exit', (status) => reject(new Error(`ended with ${String(status)} before it printed ${line}`)));
  });
}

/** The status with which a process ends; `null`: by a signal. */
export function untilEnded(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (status) => resolve(status)));
}
